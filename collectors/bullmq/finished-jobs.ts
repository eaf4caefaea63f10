// What a gap in the events hid, as far as BullMQ still keeps it: the jobs that ended in it, page by page, oldest first.
import type { Redis } from 'ioredis';
import { readableOf } from '#lib/watch/redis-connection.ts';
import type { RecordState } from './record-to-evidence.ts';

/** Read on from this score (ms), past so many of exactly this score. */
type Place = [score: number, skip: number];

/** How far a gap was made up for: as kept in the cursor. A state that is read to its end is null. */
export interface Mending {
  to: number;
  completed: Place | null;
  failed: Place | null;
}

const finished = ['completed', 'failed'] as const;
/** Workers stamp the end of a job, Redis its event: by so much their clocks may differ. */
const clockToleranceMs = 5_000;

/** Nothing of the gap between two moments (ms) was read yet. */
export function beginMending(fromMs: number, toMs: number): Mending {
  const from = Math.max(0, fromMs - clockToleranceMs);
  return { to: toMs + clockToleranceMs, completed: [from, 0], failed: [from, 0] };
}

/** Ids by state of the next jobs, at most `most` of each, and how far that is; null = to the end. */
export async function listFinished(
  redis: Redis,
  key: string,
  mending: Mending,
  most: number,
): Promise<{ states: Map<string, RecordState>; next: Mending | null }> {
  const open = finished.filter((state) => mending[state] !== null);
  const pipeline = redis.pipeline();
  for (const state of open) {
    const [score, skip] = mending[state] ?? [0, 0];
    const args = [String(score), String(mending.to), 'WITHSCORES', 'LIMIT', String(skip), String(most)];
    pipeline.call('ZRANGEBYSCORE', `${key}:${state}`, ...args);
  }
  const pages = readableOf(await pipeline.exec()) as ([string, number | string] | string)[][];
  const states = new Map<string, RecordState>();
  const next: Mending = { ...mending };
  open.forEach((state, index) => {
    const jobs = toPairs(pages[index] ?? []);
    for (const [id] of jobs) states.set(id, state);
    next[state] = jobs.length < most ? null : placeAfter(jobs, mending[state] ?? [0, 0]);
  });
  return { states, next: next.completed === null && next.failed === null ? null : next };
}

function placeAfter(jobs: readonly [string, number][], [score, skip]: Place): Place {
  const last = jobs.at(-1)?.[1] ?? score;
  const same = jobs.filter(([, one]) => one === last).length;
  return [last, last === score ? skip + same : same];
}

/** Members with their scores: pairs in RESP3, one flat list in RESP2. */
function toPairs(reply: readonly ([string, number | string] | string)[]): [string, number][] {
  if (Array.isArray(reply[0])) return (reply as [string, number | string][]).map(([id, score]) => [id, Number(score)]);
  const flat = reply as readonly string[];
  return Array.from({ length: flat.length / 2 }, (_, n) => [String(flat[2 * n]), Number(flat[2 * n + 1])]);
}
