// F42: a watched Redis is emptied. The reset is recognised, no rate becomes negative, and what was known stays.
import { askApi } from '../product/start-product.ts';
import type { Fault } from './fault.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { askUntil, awaitRuns, runsOf } from './stored-runs.ts';
import { addSource, gapsOf, queueOf } from './watched-source.ts';

const before = 40;
const after = 15;

export const flushAll: Fault = {
  id: 'F42',
  what: 'FLUSHALL of a watched Redis',
  async run(rig) {
    const redis = await startOwnRedis(rig);
    await fillQueue(redis.admin, 'f42', before);
    await addSource(rig, 'flushed', { url: redis.url, queues: ['f42'] });
    await awaitRuns(rig, 'f42', before);
    await redis.admin.flushall();
    await fillQueue(redis.admin, 'f42', after);
    // The same ids, by other jobs.
    const runs = await awaitRuns(rig, 'f42', before + after);
    const queue = await askUntil(
      () => queueOf(rig, 'flushed', 'f42'),
      (one) => one?.depth?.queued === after,
    );
    const gaps = await askUntil(
      () => gapsOf(rig, 'flushed'),
      (all) => all.length > 0,
    );
    const { series } = await askApi<{ series: { points: [string, number | null, number][] }[] }>(
      rig,
      '/metrics/query?metric=runs.enqueued&groupBy=queue&environment=faults&from=now-1h',
    );
    const negative = series.flatMap(({ points }) => points).filter(([, value]) => value !== null && value < 0).length;
    const kept = (await runsOf(rig, 'f42')).length;
    return {
      runs: runs.length,
      negative,
      gap: gaps.map(({ cause }) => cause).join(),
      depth: queue?.depth?.queued ?? -1,
      pass:
        kept === before + after &&
        negative === 0 &&
        gaps.some(({ cause }) => cause === 'reset') &&
        queue?.depth?.queued === after,
    };
  },
};
