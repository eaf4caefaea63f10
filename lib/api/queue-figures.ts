// One lane as the API shows it, from its rows: pure. What was sampled wins over what runs let us derive.
import type { QueueView } from '#lib/contracts/queue.ts';
import type { Window } from '#lib/contracts/window.ts';
import type { QueueRow } from '#lib/db/queue/select-queues.ts';
import type { OpenCounts } from '#lib/db/run/select-open-counts.ts';
import type { LatestSample } from '#lib/db/sample/select-latest-samples.ts';
import { runStates } from '#lib/domain/run.ts';
import { drainOf } from '#lib/stats/drain.ts';
import { figuresOf, noSums, type Sums } from '#lib/stats/figures.ts';
import { healthOf } from '#lib/stats/health.ts';
import { percentile } from '#lib/stats/sketch.ts';
import { holdsMs } from './freshness-of.ts';

export const recentMs = 15 * 60_000;

export interface QueueParts {
  row: QueueRow;
  window: Window;
  before: Window;
  sums: Sums | undefined;
  beforeSums: Sums | undefined;
  recent: Sums | undefined;
  sample: LatestSample | undefined;
  /** The last sample before the window began. */
  earlier: LatestSample | undefined;
  open: readonly OpenCounts[];
  nowMs: number;
}

type DepthKey = keyof QueueView['depth'];

function derivedDepth(open: readonly OpenCounts[]): QueueView['depth'] {
  const count = (state: DepthKey): number =>
    open.filter((row) => runStates[row.state] === state).reduce((n, row) => n + row.n, 0);
  return {
    queued: count('queued'),
    scheduled: count('scheduled'),
    running: count('running'),
    retrying: count('retrying'),
    blocked: count('blocked'),
    dead: null,
  };
}

function sampledDepth(sample: LatestSample): QueueView['depth'] {
  const { queued, scheduled, running, retrying, blocked, dead } = sample;
  return { queued, scheduled, running, retrying, blocked, dead };
}

/**
 * Until when what we know of it holds: by its reader's pace, the sample's age where there is one (a reader that goes on without measuring depths
 * makes no old depth fresh); without a reader, what is told of is never stale.
 */
function staleAfterOf({ row, sample, nowMs }: QueueParts): number | null {
  if (row.pollMs === null) return sample ? sample.at.getTime() + 60_000 : nowMs + 60_000;
  if (sample) {
    const measured = sample.at.getTime() - (row.clockOffsetMs ?? 0);
    return measured + holdsMs(row.pollMs, Math.max(row.restMs, row.sampleRestMs));
  }
  return row.lastReadAt && row.lastReadAt.getTime() + holdsMs(row.pollMs, row.restMs);
}

export function queueViewOf(parts: QueueParts): QueueView {
  const { row, window, before, sample, earlier, open, nowMs } = parts;
  const sums = parts.sums ?? noSums();
  const recent = parts.recent ?? noSums();
  const depth = sample ? sampledDepth(sample) : derivedDepth(open);
  const waitingRows = open.filter((item) => runStates[item.state] === 'queued' && item.oldest !== null);
  const oldestDerived = waitingRows.length
    ? Math.max(0, nowMs - Math.min(...waitingRows.map((item) => (item.oldest as Date).getTime())))
    : null;
  const oldestWaitingMs = sample ? sample.oldestWaitingMs : oldestDerived;
  const staleAfterMs = staleAfterOf(parts);
  const usual = percentile(sums.waitHist, 95);
  const { health, reason } = healthOf({
    nowMs,
    staleAfterMs,
    isPaused: sample?.isPaused ?? null,
    queued: depth.queued,
    running: depth.running,
    workers: sample?.workers ?? null,
    oldestWaitingMs,
    recent,
    usualWaitMs: usual === null ? null : usual / 1000,
    hasActivity: sums.enqueued + sums.started + sums.succeeded + sums.dead > 0,
  });
  const waiting = depth.queued === null ? null : depth.queued + (depth.retrying ?? 0);
  const served = recent.succeeded + recent.dead + recent.cancelled + recent.discarded;
  const growth =
    typeof sample?.dead === 'number' && typeof earlier?.dead === 'number' ? sample.dead - earlier.dead : null;
  const updated = sample?.at ?? row.lastReadAt;
  return {
    id: String(row.id),
    environment: row.environment,
    source: row.source,
    system: row.system,
    name: row.name,
    health,
    healthReason: reason,
    depth,
    oldestWaitingMs,
    workers: sample?.workers ?? null,
    isPaused: sample?.isPaused ?? null,
    window: figuresOf(sums, window, growth),
    before: figuresOf(parts.beforeSums ?? noSums(), before, null),
    drain: drainOf({ waiting, arrived: recent.enqueued, served, spanMs: recentMs }),
    fidelity: {
      depth: sample ? 'reported' : 'derived',
      oldestWaitingMs: sample ? (oldestWaitingMs === null ? 'unknown' : 'reported') : 'derived',
      window: 'derived',
    },
    updatedAt: updated?.toISOString() ?? null,
    staleAfter: staleAfterMs === null ? null : new Date(staleAfterMs).toISOString(),
  };
}
