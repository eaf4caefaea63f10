// F47: a reading takes longer than its interval. Readings never overlap, and the queue's figures are as old as they say.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { openProxy } from './tcp-proxy.ts';
import { addSource, untilSource } from './watched-source.ts';

const pollMs = 250;
/** Each way: a reading of several round trips takes seconds. */
const delayMs = 300;
const watchMs = isLong ? 60_000 : 15_000;

export const slowCycle: Fault = {
  id: 'F47',
  what: 'a reading takes longer than its interval',
  async run(rig) {
    const redis = await startOwnRedis(rig);
    const proxy = await openProxy({ port: redis.port });
    rig.onStop(() => proxy.close());
    await fillQueue(redis.admin, 'f47', 5);
    await addSource(rig, 'slow', { url: `redis://127.0.0.1:${proxy.port}` }, { pollMs });
    await untilSource(rig, 'slow', ({ status }) => status === 'ok');
    proxy.delayMs = delayMs;
    await redis.admin.config('RESETSTAT');
    let overlaps = 0;
    for (const until = Date.now() + watchMs; Date.now() < until; await sleep(100)) {
      const clients = String(await redis.admin.client('LIST'));
      if (clients.split('\n').filter((line) => line.includes('name=signalbox')).length > 1) overlaps++;
    }
    // Each reading asks once whether there is news, or reads the stream of its only queue at once.
    const stats = await redis.admin.info('commandstats');
    const callsOf = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
    const readings = callsOf('xread') + callsOf('xrange');
    const source = await untilSource(rig, 'slow', ({ status }) => status === 'ok');
    const mostReadings = Math.ceil(watchMs / (2 * delayMs));
    return {
      readings,
      mostReadings,
      overlaps,
      status: source?.status ?? 'missing',
      pass: overlaps === 0 && readings > 0 && readings <= mostReadings && source?.status === 'ok',
    };
  },
};
