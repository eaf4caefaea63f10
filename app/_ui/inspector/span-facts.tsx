import { Duration, Time } from '#app/_ui/value.tsx';
import type { LogView } from '#lib/contracts/log-view.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { Attributes } from './attributes.tsx';
import { ErrorFact } from './error-fact.tsx';
import { Fact } from './fact.tsx';
import { LogLines } from './log-lines.tsx';
import { Shortened } from './shortened.tsx';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A span: its times, what went wrong (status and recorded exceptions), its attributes. */
export function SpanFacts({ span, logs }: { span: SpanView; logs: readonly LogView[] }) {
  const exceptions = span.events.filter((event) => event.name === 'exception');
  return (
    <>
      <h2 className="flex flex-wrap items-center gap-2 font-[550]">
        {span.name}
        <span className="tag font-normal">{span.kind}</span>
        {span.status === 'error' && <span className="tag font-normal text-bad">failed</span>}
      </h2>
      <Fact label="Started">
        <span className="mono">
          <Time at={span.startedAt} />
        </span>
      </Fact>
      <Fact label="Lasted">
        <Duration ms={span.durationMs} />
      </Fact>
      <Fact label="Service">{span.service}</Fact>
      {span.statusMessage && exceptions.length === 0 && (
        <ErrorFact error={{ type: null, message: span.statusMessage }} />
      )}
      {exceptions.map((event) => (
        <ErrorFact
          key={event.at}
          error={{
            type: text(event.attributes['exception.type']),
            message: text(event.attributes['exception.message']) ?? 'no message',
            stack: text(event.attributes['exception.stacktrace']),
          }}
        />
      ))}
      <LogLines logs={logs} />
      <Attributes label="Attributes" values={span.attributes} />
      <Shortened span={span} />
      <Fact label="Trace · span">
        <span className="mono break-all text-dim">
          {span.traceId} · {span.spanId}
        </span>
      </Fact>
    </>
  );
}
