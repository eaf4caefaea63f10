// F51: kill -9 of the process that evaluates, again and again. The other takes over within 15 s; every episode is told, once after sorting out
// repetitions by their id.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, killDuring, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { markBeforeSend } from './alert-mutants.ts';
import { awaitLeader, startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const kills = isLong ? 50 : 5;
const episodes = isLong ? 400 : 50;
const takeOverLimitMs = 15_000;

export const killAlerter: Fault = {
  id: 'F51',
  what: 'kill -9 of the process that evaluates alerts',
  rig: { env: withoutKeeper },
  mutant: markBeforeSend,
  async run(rig, random) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const alerters = [await startAlerter(rig), await startAlerter(rig)];
    const queues = queueNames('f51', episodes);
    const takeOvers: number[] = [];
    await killDuring(rig, queues, 5_000, async () => {
      for (let kill = 0; kill < kills; kill++) {
        const { alerter, epoch } = await awaitLeader(rig, alerters);
        await sleep(random() * 6_000);
        await alerter.end('SIGKILL');
        const beganAt = Date.now();
        const others = alerters.filter((one) => one !== alerter);
        while ((await awaitLeader(rig, others)).epoch <= epoch) await sleep(50);
        takeOvers.push(Date.now() - beganAt);
        await alerter.start();
      }
    });
    const told = await awaitTold(sink, queues);
    const slowestMs = Math.max(...takeOvers);
    return {
      ...told,
      kills,
      slowestTakeOverMs: slowestMs,
      pass: told.missing === 0 && told.dupAfterDedup === 0 && slowestMs <= takeOverLimitMs && told.badSignatures === 0,
    };
  },
};
