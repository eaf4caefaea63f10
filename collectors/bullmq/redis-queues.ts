// Which queues, workers and job schedulers there are on Redis, by reading commands only.
import type { Redis } from 'ioredis';
import type { ScheduleFact, WorkerFact } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { legacyRepeatable } from './legacy-repeatable.ts';

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

/** Queues with this prefix, by their `meta` hash. One SCAN through the whole keyspace: a thousand keys a call. */
export async function findQueues(redis: Redis, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = (await redis.call(
      'SCAN',
      cursor,
      'MATCH',
      `${escapeGlob(prefix)}:*:meta`,
      'COUNT',
      '1000',
      'TYPE',
      'hash',
    )) as [string, string[]];
    cursor = next;
    for (const key of keys) {
      const name = key.slice(prefix.length + 1, -':meta'.length);
      const [length, version] = await redis.hmget(key, 'opts.maxLenEvents', 'version');
      if (length || version?.startsWith('bullmq')) found.add(name);
    }
  } while (cursor !== '0');
  return [...found].sort();
}

/** Connections that BullMQ's workers named: `prefix:base64(queue)`, with `:w:name` where the worker has a name. Needs `+client|list`. */
export async function readWorkers(
  redis: Redis,
  prefix: string,
  seenAt: Micros,
): Promise<{ queue: string; name: string | null; seenAt: Micros }[]> {
  const list = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'normal'));
  return list.split('\n').flatMap((line) => {
    const name = / name=(\S*)/.exec(line)?.[1] ?? '';
    if (!name.startsWith(`${prefix}:`)) return [];
    const [encoded = '', kind, worker] = name.slice(prefix.length + 1).split(':');
    // Its blocking connection names a worker once; `qe` are listeners.
    if (kind === 'qe') return [];
    return [{ queue: Buffer.from(encoded, 'base64').toString(), name: kind === 'w' ? (worker ?? null) : null, seenAt }];
  });
}

export const toWorkerFacts = (workers: Awaited<ReturnType<typeof readWorkers>>): WorkerFact[] =>
  workers.flatMap(({ queue, name, seenAt }) => (name === null ? [] : [{ name, queue, seenAt }]));

/** Job schedulers, and repeatables of version 5's older kind, which have no hash. */
export async function readSchedulers(redis: Redis, prefix: string, queues: readonly string[]): Promise<ScheduleFact[]> {
  const facts: ScheduleFact[] = [];
  for (const queue of queues) {
    const flat = await redis.zrange(`${prefix}:${queue}:repeat`, 0, 499, 'WITHSCORES');
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const [id = '', score] = flat.slice(index, index + 2);
      const [name, pattern, every, tz] = await redis.hmget(
        `${prefix}:${queue}:repeat:${id}`,
        'name',
        'pattern',
        'every',
        'tz',
      );
      if (!pattern && !every) {
        const legacy = legacyRepeatable(id, queue, Number(score));
        if (legacy) facts.push(legacy);
        continue;
      }
      facts.push({
        name: id,
        queue,
        job: name ?? null,
        expression: pattern ?? null,
        everyMs: every ? Number(every) : null,
        timeZone: tz ?? null,
        nextDueAt: Number(score) * 1000,
      });
    }
  }
  return facts;
}
