// F45: watching a large Redis in use. No command that reads without bound, none that writes, none that holds the server up.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { addSource, untilSource } from './watched-source.ts';

const keys = isLong ? 1_000_000 : 300_000;
const queues = 20;
const watchMs = isLong ? 60_000 : 20_000;
const slowMicros = 10_000;
/** Of the watching user's; everything else that ran was ours. */
const allowed =
  'ping time info scan hmget hget hstrlen exists xread xrange xinfo multi exec llen lrange lindex zcard zrange zrevrangebyscore client'.split(
    ' ',
  );

export const observerEffect: Fault = {
  id: 'F45',
  what: 'watching a Redis of many keys',
  async run(rig) {
    const redis = await startOwnRedis(rig, ['--enable-debug-command', 'local', '--slowlog-log-slower-than', '1000']);
    await redis.admin.config('SET', 'appendonly', 'no');
    await redis.admin.call('DEBUG', 'POPULATE', String(keys), 'cache', '40');
    for (let queue = 0; queue < queues; queue++) await fillQueue(redis.admin, `f45-${queue}`, 50);
    await redis.admin.config('RESETSTAT');
    await redis.admin.call('SLOWLOG', 'RESET');
    const cpuBefore = await redis.cpuSeconds();
    const beganAt = Date.now();
    await addSource(rig, 'large', { url: redis.url });
    await untilSource(rig, 'large', ({ status }) => status === 'ok');
    await sleep(watchMs);
    const cpuShare = ((await redis.cpuSeconds()) - cpuBefore) / ((Date.now() - beganAt) / 1000);
    const stats = [...(await redis.admin.info('commandstats')).matchAll(/cmdstat_([a-z]+)\S*?:calls=(\d+)/g)];
    const calls = stats.reduce((sum, [, , count]) => sum + Number(count), 0);
    const own = new Set(['config', 'slowlog', 'debug']);
    const forbidden = [...new Set(stats.map(([, name = '']) => name))].filter(
      (name) => !allowed.includes(name) && !own.has(name),
    );
    const slow = (await redis.admin.slowlog('GET', 1000)) as [number, number, number, string[]][];
    const held = slow
      .filter(([, , micros]) => micros > slowMicros)
      .map(([, , , [name = '']]) => name.toLowerCase())
      .filter((name) => !own.has(name));
    // By the wall clock: a machine that takes the processor away from Redis makes some calls look slow. One that is slow by itself is slow often.
    const callsOf = (name: string) =>
      stats.reduce((sum, [, one, count]) => sum + (one === name ? Number(count) : 0), 0);
    const often = [...new Set(held)].filter(
      (name) => held.filter((one) => one === name).length > Math.max(2, callsOf(name) / 20),
    );
    return {
      keys,
      calls,
      forbidden: forbidden.join(),
      slowestMs: Math.round(Math.max(0, ...slow.map(([, , micros]) => micros)) / 100) / 10,
      callsOver10Ms: held.length,
      oftenOver10Ms: often.join(),
      cpuPercent: Math.round(cpuShare * 1000) / 10,
      pass: forbidden.length === 0 && often.length === 0 && cpuShare <= 0.05,
    };
  },
};
