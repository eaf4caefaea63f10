// F43: one of two watched Redis servers hangs: it holds its connections and says nothing. The other is read as before.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { addSource, ageOf, sourceNamed, untilSource } from './watched-source.ts';

const pollMs = 1_000;
/** Beyond the time after which a reading is given up. */
const hangMs = isLong ? 60_000 : 24_000;

export const hangingSource: Fault = {
  id: 'F43',
  what: 'one source hangs',
  async run(rig) {
    const [hanging, healthy] = [await startOwnRedis(rig), await startOwnRedis(rig)];
    for (const [name, redis] of [
      ['hanging', hanging],
      ['healthy', healthy],
    ] as const) {
      await fillQueue(redis.admin, name, 5);
      await addSource(rig, name, { url: redis.url }, { pollMs });
    }
    for (const name of ['hanging', 'healthy']) await untilSource(rig, name, ({ status }) => status === 'ok');
    hanging.freeze();
    let worstMs = 0;
    for (const until = Date.now() + hangMs; Date.now() < until; await sleep(200)) {
      worstMs = Math.max(worstMs, ageOf(await sourceNamed(rig, 'healthy')) ?? hangMs);
    }
    const said = await sourceNamed(rig, 'hanging');
    hanging.thaw();
    const again = await untilSource(rig, 'hanging', ({ status }) => status === 'ok', 90_000);
    return {
      othersWorstAgeMs: worstMs,
      said: said?.lastError?.message ?? '',
      resumed: again?.status === 'ok',
      // an interval late at the most, beside the interval itself and the time of a reading
      pass: worstMs <= 3 * pollMs && said?.status !== 'ok' && again?.status === 'ok',
    };
  },
};
