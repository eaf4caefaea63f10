'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Age } from '#app/_ui/value.tsx';
import type { Change } from './changes.ts';

/** Whose it is, when it was seen, and one to look at. */
export function ChangeSender({ change }: { change: Change }) {
  const { source, environment } = change;
  return (
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2.5 text-xs leading-5 text-dim lg:flex-nowrap lg:justify-end">
      <span className="min-w-0 truncate" title={[source, environment].filter(Boolean).join(', ')}>
        <span className="text-sm text-ink">{source}</span>
        {environment && <span className="ml-1.5">{environment}</span>}
      </span>
      <Seen change={change} />
      <Example change={change} />
    </div>
  );
}

const sameMs = 60_000;

function Seen({ change: { firstAt, lastAt } }: { change: Change }) {
  if (lastAt === null) return null;
  const isOnce = firstAt === null || Date.parse(lastAt) - Date.parse(firstAt) < sameMs;
  return (
    <span className="whitespace-nowrap">
      <Age at={lastAt} />
      {!isOnce && (
        <>
          , first <Age at={firstAt} />
        </>
      )}
    </span>
  );
}

function Example({ change: { runId, traceId, text } }: { change: Change }) {
  const link = useScopedLink();
  if (runId) {
    return (
      <Link className="link whitespace-nowrap" href={link(`/runs/${runId}`)} aria-label={`open a run: ${text}`}>
        open a run
      </Link>
    );
  }
  if (!traceId) return null;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      trace <span className="mono">{traceId.slice(0, 8)}…</span>
      <CopyButton text={traceId} label="Copy the trace id" />
    </span>
  );
}
