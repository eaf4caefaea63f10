// What needs a person comes first.
import type { Health, QueueView } from '#lib/contracts/queue.ts';

const rank: Record<Health, number> = {
  failing: 0,
  stalled: 1,
  backlogged: 2,
  paused: 3,
  busy: 4,
  ok: 5,
  unknown: 6,
  idle: 7,
};

/** By health, then the larger share of dead runs, the older waiting, the deeper, and by name where nothing tells them apart. */
export function byTrouble(queues: readonly QueueView[]): QueueView[] {
  return [...queues].sort(
    (a, b) =>
      rank[a.health] - rank[b.health] ||
      (b.window.runFailureRate ?? 0) - (a.window.runFailureRate ?? 0) ||
      (b.oldestWaitingMs ?? 0) - (a.oldestWaitingMs ?? 0) ||
      (b.depth.queued ?? 0) - (a.depth.queued ?? 0) ||
      a.name.localeCompare(b.name),
  );
}
