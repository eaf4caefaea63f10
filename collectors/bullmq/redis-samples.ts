// Depths on Redis.
import type { Redis } from 'ioredis';
import type { QueueSample } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { readableOf } from '#lib/watch/redis-connection.ts';

/** null where one part could not be read: a part of a depth is no depth. */
const sumOf = (...parts: (number | null | undefined)[]): number | null =>
  parts.reduce<number | null>((sum, one) => (sum === null || one == null ? null : sum + one), 0);

/** Depth of all queues in one pipeline: O(1) or O(log n) a command. `workers`: by queue, where they could be counted. */
export async function readSamples(
  redis: Redis,
  prefix: string,
  queues: readonly string[],
  workers: ReadonlyMap<string, number> | null,
): Promise<{ samples: QueueSample[]; nowUs: Micros }> {
  const pipeline = redis.pipeline();
  pipeline.time();
  for (const queue of queues) {
    const key = `${prefix}:${queue}`;
    for (const name of ['wait', 'paused', 'active']) pipeline.llen(`${key}:${name}`);
    for (const name of ['prioritized', 'delayed', 'waiting-children', 'failed']) pipeline.zcard(`${key}:${name}`);
    pipeline.hget(`${key}:meta`, 'paused');
    pipeline.lindex(`${key}:wait`, -1);
  }
  const [time, ...replies] = readableOf(await pipeline.exec());
  const [seconds = 0, micros = 0] = (time as string[]).map(Number);
  const nowUs = seconds * 1_000_000 + micros;
  const width = 9;
  const heads = queues.map((_, index) => replies[index * width + 8] as string | null);
  const ages = redis.pipeline();
  queues.forEach((queue, index) => {
    ages.hmget(`${prefix}:${queue}:${heads[index] ?? ''}`, 'timestamp', 'delay');
  });
  const oldest = readableOf(await ages.exec()) as ((string | null)[] | null)[];
  const samples = queues.map((queue, index): QueueSample => {
    const at = index * width;
    const [wait, paused, active, prioritized, delayed, children, failed] = replies.slice(at, at + 7) as (
      | number
      | null
    )[];
    const [timestamp, delay] = oldest[index] ?? [];
    const since = timestamp ? Number(timestamp) + Number(delay ?? 0) : null;
    return {
      queue,
      at: nowUs,
      queued: sumOf(wait, paused, prioritized),
      scheduled: delayed ?? null,
      running: active ?? null,
      // Those waiting for their next attempt are among the delayed; telling them apart would read each one.
      retrying: null,
      blocked: children ?? null,
      dead: failed ?? null,
      oldestWaitingMs: since === null || !Number.isFinite(since) ? null : Math.max(0, nowUs / 1000 - since),
      workers: workers === null ? null : (workers.get(queue) ?? 0),
      isPaused: replies[at + 7] !== null,
    };
  });
  return { samples, nowUs };
}
