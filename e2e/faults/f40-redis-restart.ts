// F40: a watched Redis is killed and comes back with what it held. Meanwhile nothing is shown as zero, the source says what is the matter,
// and reading goes on soon after.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { askUntil } from './stored-runs.ts';
import { addSource, ageOf, queueOf, sourceNamed, untilSource } from './watched-source.ts';

const awayMs = isLong ? 30_000 : 8_000;
const jobs = 25;

export const redisRestart: Fault = {
  id: 'F40',
  what: 'a watched Redis restarts',
  async run(rig) {
    const redis = await startOwnRedis(rig);
    await fillQueue(redis.admin, 'f40', jobs);
    await addSource(rig, 'restarted', { url: redis.url });
    const before = await askUntil(
      () => queueOf(rig, 'restarted', 'f40'),
      (queue) => queue?.depth?.queued === jobs,
    );
    await redis.crash();
    let [readings, zeros, isSaid] = [0, 0, false];
    for (const until = Date.now() + awayMs; Date.now() < until; await sleep(250)) {
      const queue = await queueOf(rig, 'restarted', 'f40');
      readings++;
      if (queue?.depth?.queued === 0) zeros++;
      isSaid ||= (await sourceNamed(rig, 'restarted'))?.status === 'failing';
    }
    const backAt = Date.now();
    await redis.start();
    const after = await untilSource(
      rig,
      'restarted',
      (source) => source.status === 'ok' && (ageOf(source) ?? awayMs) < Date.now() - backAt,
    );
    const resumedMs = Date.now() - backAt;
    const again = await queueOf(rig, 'restarted', 'f40');
    const samples = await rig.postgres.query<{ queued: number }>(
      `select s.queued from sample s join dim d on d.id = s.queue_id where d.value like '%f40%' and s.queued is distinct from $1`,
      [jobs],
    );
    return {
      readings,
      zeros,
      wrongSamples: samples.length,
      isSaid,
      resumedMs,
      pass:
        before?.depth?.queued === jobs &&
        again?.depth?.queued === jobs &&
        zeros === 0 &&
        samples.length === 0 &&
        isSaid &&
        after?.status === 'ok' &&
        resumedMs <= awayMs * 2 + 5_000,
    };
  },
};
