// The same sums as rollups give, from runs themselves: for filters that rollups do not know. Pure.
import { runStates } from '#lib/domain/run.ts';
import { addToSketch } from '#lib/stats/sketch.ts';
import { noSums, type Sums } from './figures.ts';

/** Moments in microseconds. */
export interface CountedRun {
  queueId: number;
  jobId: number | null;
  state: number;
  enqueuedAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  waitUs: number | null;
  durationUs: number | null;
  totalUs: number | null;
  isLate: boolean;
  attempts: number;
  failedAttempts: number;
}

export type BucketSums = Sums & { atMs: number; queueId: number; jobId: number };

/**
 * Sums per lane, job and step within [fromMs, toMs). A run's attempts are counted at its finish, where rollups count each
 * at its own; everything else is as `contribution.ts` has it.
 */
export function sumRuns(
  runs: readonly CountedRun[],
  window: { fromMs: number; toMs: number; stepMs: number; isPerJob: boolean },
): BucketSums[] {
  const cells = new Map<string, BucketSums>();
  const cellAt = (us: number | null, run: CountedRun): BucketSums | null => {
    if (us === null || us < window.fromMs * 1000 || us >= window.toMs * 1000) return null;
    const atMs = Math.floor(us / 1000 / window.stepMs) * window.stepMs;
    const jobId = window.isPerJob ? (run.jobId ?? 0) : 0;
    const key = `${atMs} ${run.queueId} ${jobId}`;
    let cell = cells.get(key);
    if (!cell) {
      cell = { ...noSums(), atMs, queueId: run.queueId, jobId };
      cells.set(key, cell);
    }
    return cell;
  };
  for (const run of runs) if (!run.isLate) addRun(run, cellAt);
  return [...cells.values()];
}

function addRun(run: CountedRun, cellAt: (us: number | null, run: CountedRun) => BucketSums | null): void {
  const enqueued = cellAt(run.enqueuedAt, run);
  if (enqueued) enqueued.enqueued++;
  const started = cellAt(run.startedAt, run);
  if (started) {
    started.started++;
    if (run.waitUs !== null) {
      started.waitN++;
      started.waitSumUs += run.waitUs;
      addToSketch(started.waitHist, run.waitUs);
    }
  }
  const finished = cellAt(run.finishedAt, run);
  if (!finished) return;
  const state = runStates[run.state];
  if (
    state === 'succeeded' ||
    state === 'dead' ||
    state === 'cancelled' ||
    state === 'discarded' ||
    state === 'vanished'
  ) {
    finished[state]++;
  }
  finished.failedAttempts += run.failedAttempts;
  finished.succeededAttempts += state === 'succeeded' ? 1 : 0;
  finished.retried += Math.max(0, run.attempts - 1);
  if (run.durationUs !== null) {
    finished.durationN++;
    finished.durationSumUs += run.durationUs;
    addToSketch(finished.durationHist, run.durationUs);
  }
  if (run.totalUs !== null) addToSketch(finished.totalHist, run.totalUs);
}
