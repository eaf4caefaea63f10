import type { ReactNode } from 'react';
import { type DrawnSpan, isWhole, startOf } from '#app/_charts/waterfall/drawn-span.ts';
import { Duration, Time } from '#app/_ui/value.tsx';
import type { LogView } from '#lib/contracts/log-view.ts';
import { Attributes } from './attributes.tsx';
import { ErrorFact } from './error-fact.tsx';
import { Fact } from './fact.tsx';
import { LogLines } from './log-lines.tsx';
import { Shortened } from './shortened.tsx';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

interface SpanFactsProps {
  span: DrawnSpan;
  logs: readonly LogView[];
  /** Stands for what is not known of the span yet. */
  reading: ReactNode;
}

/** A span: its times, what went wrong (status and recorded exceptions), its attributes. */
export function SpanFacts({ span, logs, reading }: SpanFactsProps) {
  const whole = isWhole(span) ? span : null;
  const exceptions = whole?.events.filter((event) => event.name === 'exception') ?? [];
  return (
    <>
      <h2 className="flex flex-wrap items-center gap-2 font-[550]">
        {span.name}
        {whole && <span className="tag font-normal">{whole.kind}</span>}
        {span.status === 'error' && <span className="tag font-normal text-bad">failed</span>}
      </h2>
      <Fact label="Started">
        <span className="mono">
          <Time at={new Date(startOf(span)).toISOString()} />
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
      {whole ? <Attributes label="Attributes" values={whole.attributes} /> : reading}
      {whole && <Shortened span={whole} />}
      <Fact label="Trace · span">
        <span className="mono break-all text-dim">
          {span.traceId} · {span.spanId}
        </span>
      </Fact>
    </>
  );
}
