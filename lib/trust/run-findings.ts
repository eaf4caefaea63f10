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

/** Runs that are remembered, so that what is taken back is taken back from who was told of: a later witness may be another source. */
const maxRemembered = 20_000;
type Told = Pick<Finding, 'environment' | 'source'>;

export class RunFindings {
  readonly #told = new Map<string, Told>();

  /** What these changes tell. Of each run once, and once taken back. */
  of(changes: readonly RunChange[]): Finding[] {
    const tally = new FindingTally(512);
    for (const change of changes) {
      const { run, before } = change;
      const isEarly = beganEarly(run.startedAt, run.enqueuedAt);
      if (isEarly !== (before !== null && beganEarly(before.stored.startedAt, before.stored.enqueuedAt))) {
        const ms = isEarly ? ((run.enqueuedAt ?? 0) - (run.startedAt ?? 0)) / 1000 : null;
        this.#note(tally, change, 'start-before-enqueue', isEarly ? 1 : -1, null, ms);
      }
      if (run.finishedAt === null || run.attempts.length === 0) continue;
      const ended = before !== null && before.stored.finishedAt !== null ? before : null;
      this.#judge(tally, change, 'no-correlation', isNamed(run), ended && wasNamed(ended.correlationId));
      // A schedule's run is due, not enqueued.
      if (run.schedule !== null) continue;
      this.#judge(tally, change, 'no-enqueue', run.enqueuedAt !== null, ended && ended.stored.enqueuedAt !== null);
    }
    return tally.take();
  }

  /** `wasWell`: null = the run had not ended before. */
  #judge(tally: FindingTally, change: RunChange, code: FindingCode, isWell: boolean, wasWell: boolean | null): void {
    if (wasWell === null) this.#note(tally, change, code, isWell ? 0 : 1, 1, null);
    else if (isWell && !wasWell) this.#note(tally, change, code, -1, null, null);
  }

  #note(
    tally: FindingTally,
    { run, row }: RunChange,
    code: FindingCode,
    count: number,
    of: number | null,
    amount: number | null,
  ): void {
    const key = `${code} ${row.id}`;
    const { environment, source } = (count < 0 && this.#told.get(key)) || run;
    const example = count > 0 ? { traceId: run.traceId, runId: row.id } : { traceId: null, runId: null };
    tally.add({ environment, source, code, subject: run.system, count, of, amount, ...example });
    if (count < 0) this.#told.delete(key);
    if (count <= 0) return;
    for (const oldest of this.#told.keys()) {
      if (this.#told.size < maxRemembered) break;
      this.#told.delete(oldest);
    }
    this.#told.set(key, { environment, source });
  }
}
