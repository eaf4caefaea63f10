'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Command } from '#app/_ui/empty.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Mark } from '#app/_ui/status.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import type { Change } from './changes.ts';

const toneOf: Record<Change['tone'], Tone> = { bad: 'bad', warn: 'warn', info: 'idle' };
const wordOf: Record<Change['tone'], string> = { bad: 'lost', warn: 'unclear', info: 'could be better' };

/** What somebody should change: what is the matter, what to do, since when, and one to look at. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul>
      {changes.map((change) => (
        <li key={change.key} className="border-t border-line first:border-t-0">
          <ChangeRow change={change} />
        </li>
      ))}
    </ul>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const { tone, text, fix, snippet, source, environment, sample } = change;
  return (
    <div className="grid grid-cols-[8px_minmax(0,1fr)] gap-x-2.5 px-3.5 py-2 md:grid-cols-[8px_minmax(0,1fr)_220px]">
      <span className="mt-1.5 flex h-2" title={wordOf[tone]}>
        <Mark tone={toneOf[tone]} />
        <span className="sr-only">{wordOf[tone]}: </span>
      </span>
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">{text}</p>
        {fix && <p className="text-dim [overflow-wrap:anywhere]">{fix}</p>}
        {sample && <p className="mono text-dim [overflow-wrap:anywhere]">{sample}</p>}
        {snippet && (
          <details className="text-xs">
            <summary className="mt-0.5 w-fit text-dim hover:text-ink">Show how</summary>
            <Command text={snippet} />
          </details>
        )}
      </div>
      <div className="col-start-2 mt-0.5 min-w-0 text-xs text-dim md:col-start-3 md:mt-0 md:text-right">
        <p className="truncate leading-5" title={[source, environment].filter(Boolean).join(', ')}>
          <span className="text-sm text-ink">{source}</span>
          {environment && <span className="ml-1.5">{environment}</span>}
        </p>
        <Times change={change} />
        <Example change={change} />
      </div>
    </div>
  );
}

function Times({ change: { firstAt, lastAt } }: { change: Change }) {
  if (lastAt === null) return null;
  return (
    <p className="leading-5">
      <Age at={lastAt} />
      {firstAt && (
        <>
          , first <Age at={firstAt} />
        </>
      )}
    </p>
  );
}

function Example({ change: { runId, traceId } }: { change: Change }) {
  const link = useScopedLink();
  if (runId) {
    return (
      <p className="leading-5">
        <Link className="link" href={link(`/runs/${runId}`)}>
          Open one of these runs
        </Link>
      </p>
    );
  }
  if (!traceId) return null;
  return (
    <p className="flex items-center gap-1.5 leading-5 md:justify-end">
      trace <span className="mono">{traceId.slice(0, 8)}…</span>
      <CopyButton text={traceId} label="Copy the trace id" />
    </p>
  );
}
