// What runs tell about those who reported them, once they are derived: no correlation ID, nobody who said they were enqueued, a start before the
// enqueueing. Noted when a run ends, and taken back when later evidence mends it. Pure.
import type { StoredRun } from '#lib/domain/contribution.ts';
import type { Run } from '#lib/domain/run.ts';
import { type Finding, type FindingCode, FindingTally } from '#lib/trust/finding.ts';

/** A run as it is now, and what was stored of it before; null = nothing. */
export interface RunChange {
  row: { id: string };
  run: Run;
  before: { stored: StoredRun; correlationId: string | null } | null;
}

/** Correlation by the trace alone, or by the run's own id: nothing that a person can search for. */
const weakRank = 6;
/** A worker's clock and a backend's may count in milliseconds. */
const coarseUs = 5_000;

const isNamed = ({ correlation }: Run): boolean => correlation !== null && correlation.rank < weakRank;
/** The stored column does not keep the rank; a trace id is 32 hex digits. */
const wasNamed = (id: string | null): boolean => id !== null && !/^[0-9a-f]{32}$/.test(id);
const beganEarly = (startedAt: number | null, enqueuedAt: number | null): boolean =>
  startedAt !== null && enqueuedAt !== null && startedAt < enqueuedAt - coarseUs;

export function runFindings(changes: readonly RunChange[]): Finding[] {
  const tally = new FindingTally(512);
  const note = (
    { run, row }: RunChange,
    code: FindingCode,
    count: number,
    of: number | null,
    amount: number | null,
  ) => {
    const { environment, source, system, traceId } = run;
    const isNew = count > 0;
    const example = { traceId: isNew ? traceId : null, runId: isNew ? row.id : null };
    tally.add({ environment, source, code, subject: system, count, of, amount, ...example });
  };
  for (const change of changes) {
    const { run, before } = change;
    const wasEarly = before !== null && beganEarly(before.stored.startedAt, before.stored.enqueuedAt);
    const isEarly = beganEarly(run.startedAt, run.enqueuedAt);
    if (isEarly !== wasEarly) {
      const ms = isEarly ? ((run.enqueuedAt ?? 0) - (run.startedAt ?? 0)) / 1000 : null;
      note(change, 'start-before-enqueue', isEarly ? 1 : -1, null, ms);
    }
    if (run.finishedAt === null || run.attempts.length === 0) continue;
    const isFirst = before === null || before.stored.finishedAt === null;
    if (isFirst) note(change, 'no-correlation', isNamed(run) ? 0 : 1, 1, null);
    else if (isNamed(run) && !wasNamed(before.correlationId)) note(change, 'no-correlation', -1, null, null);
    // A schedule's run is due, not enqueued.
    if (run.schedule !== null) continue;
    const isSeen = run.enqueuedAt !== null;
    if (isFirst) note(change, 'no-enqueue', isSeen ? 0 : 1, 1, null);
    else if (isSeen && before.stored.enqueuedAt === null) note(change, 'no-enqueue', -1, null, null);
  }
  return tally.take();
}
