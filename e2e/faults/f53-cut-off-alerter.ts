// F53: the process that evaluates is cut off from Postgres without a word. It is told nothing, so it may do nothing: another takes over, and
// nothing is told twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, killDuring, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { awaitLeader, startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { openProxy } from './tcp-proxy.ts';

const cutForMs = isLong ? 60_000 : 25_000;

export const cutOffAlerter: Fault = {
  id: 'F53',
  what: 'the process that evaluates alerts is cut off from Postgres',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const proxy = await openProxy({ port: rig.postgres.port });
    rig.onStop(() => proxy.close());
    const behind = await startAlerter(rig, {
      DATABASE_URL: rig.postgres.url.replace(`:${rig.postgres.port}/`, `:${proxy.port}/`),
    });
    const before = await awaitLeader(rig, [behind]);
    const other = await startAlerter(rig);
    const queues = queueNames('f53', 40);
    let takeOverMs = 0;
    await killDuring(rig, queues, 4_000, async () => {
      await sleep(3_000);
      proxy.blackhole();
      const beganAt = Date.now();
      while ((await awaitLeader(rig, [other])).epoch <= before.epoch) await sleep(50);
      takeOverMs = Date.now() - beganAt;
      await sleep(Math.max(0, cutForMs - takeOverMs));
      proxy.heal();
    });
    const told = await awaitTold(sink, queues);
    return { ...told, takeOverMs, pass: told.missing === 0 && told.dupAfterDedup === 0 && takeOverMs <= 15_000 };
  },
};
