// How an error group stands: what people decided, unless what happened since has overtaken it.
export type ErrorStanding = 'open' | 'resolved' | 'ignored' | 'regressed';

export interface ErrorDecided {
  /** As stored: `open`, `resolved`, `ignored`; null = nobody decided anything. */
  status: string | null;
  statusMs: number | null;
  ignoredUntilMs: number | null;
  /** Ignored until this many more runs have it. */
  ignoredRuns: number | null;
}

/** `lastSeenMs`: when a run last had it; `runsSince`: how many had it since the decision (counting may stop at `ignoredRuns`). */
export function errorStanding(
  { status, statusMs, ignoredUntilMs, ignoredRuns }: ErrorDecided,
  { lastSeenMs, runsSince, nowMs }: { lastSeenMs: number; runsSince: number; nowMs: number },
): ErrorStanding {
  if (status === 'resolved') return lastSeenMs > (statusMs ?? 0) ? 'regressed' : 'resolved';
  if (status !== 'ignored') return 'open';
  const isOver =
    (ignoredUntilMs !== null && ignoredUntilMs <= nowMs) || (ignoredRuns !== null && runsSince >= ignoredRuns);
  return isOver ? 'open' : 'ignored';
}
