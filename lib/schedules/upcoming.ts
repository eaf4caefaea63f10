// What comes: how much is due when, and which schedules are due at one moment. Pure; all times in ms.
import { dueTimes, nextDue, type Rhythm } from './rhythm.ts';

export interface Upcoming {
  id: string;
  rhythm: Rhythm;
  /** What a moving interval counts from. */
  lastStartMs: number | null;
}

export interface LoadBucket {
  fromMs: number;
  /** Due times in it. */
  due: number;
}

export interface Collision {
  atMs: number;
  ids: string[];
}

/** Due times of one schedule that are looked at: the busiest shape the load, and need no more. */
const mostPerSchedule = 2_000;

/** Due times after `fromMs` up to `untilMs`, at most `limit`; of a moving interval as if every run began when it is due. */
export function upcomingDues(one: Upcoming, fromMs: number, untilMs: number, limit = mostPerSchedule): number[] {
  const { everyMs, anchorMs } = one.rhythm;
  const first = everyMs !== null && anchorMs === null ? nextDue(one.rhythm, fromMs, one.lastStartMs) : null;
  if (first === null) return dueTimes(one.rhythm, fromMs, untilMs, limit);
  return dueTimes({ ...one.rhythm, anchorMs: first }, fromMs, untilMs, limit);
}

/** Due times a bucket from `fromMs` on, without holes; and moments at which several are due, those of most schedules first, at most `most`. */
export function upcomingLoad(
  schedules: readonly Upcoming[],
  { fromMs, untilMs, stepMs, most }: { fromMs: number; untilMs: number; stepMs: number; most: number },
): { buckets: LoadBucket[]; collisions: Collision[] } {
  const count = Math.ceil((untilMs - fromMs) / stepMs);
  const buckets = Array.from({ length: count }, (_, index) => ({ fromMs: fromMs + index * stepMs, due: 0 }));
  const idsAt = new Map<number, string[]>();
  for (const one of schedules) {
    for (const at of upcomingDues(one, fromMs, untilMs)) {
      const bucket = buckets[Math.min(count - 1, Math.floor((at - fromMs) / stepMs))];
      if (bucket) bucket.due++;
      const ids = idsAt.get(at);
      if (ids) ids.push(one.id);
      else idsAt.set(at, [one.id]);
    }
  }
  const collisions = [...idsAt]
    .filter(([, ids]) => ids.length > 1)
    .map(([atMs, ids]) => ({ atMs, ids }))
    .sort((a, b) => b.ids.length - a.ids.length || a.atMs - b.atMs);
  return { buckets, collisions: collisions.slice(0, most) };
}
