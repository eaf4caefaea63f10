// F52: the process that evaluates is frozen for longer than its lease, and thaws. Another has taken over; what the thawed one had begun is
// written no more.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, killDuring, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { noFence } from './alert-mutants.ts';
import { awaitLeader, startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const freezes = isLong ? 20 : 3;
const frozenForMs = isLong ? 60_000 : 16_000;

export const freezeAlerter: Fault = {
  id: 'F52',
  what: 'the process that evaluates alerts is frozen, and thaws',
  rig: { env: withoutKeeper },
  mutant: noFence,
  async run(rig, random) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const alerters = [await startAlerter(rig), await startAlerter(rig)];
    const queues = queueNames('f52', freezes * 15);
    let took = 0;
    await killDuring(rig, queues, 6_000, async () => {
      for (let freeze = 0; freeze < freezes; freeze++) {
        const { alerter, epoch } = await awaitLeader(rig, alerters);
        await sleep(random() * 3_000);
        alerter.freeze();
        await sleep(frozenForMs);
        if ((await awaitLeader(rig, alerters)).epoch > epoch) took++;
        alerter.thaw();
        await sleep(2_000);
      }
    });
    const told = await awaitTold(sink, queues);
    const [twice] = await rig.postgres.query<{ n: number }>(
      `select count(*)::int as n from (select from alert_transition group by instance_id, at, to_phase having count(*) > 1) as repeated`,
    );
    const staleWrites = twice?.n ?? 0;
    return {
      ...told,
      freezes,
      takenOver: took,
      staleWrites,
      pass: told.missing === 0 && told.dupAfterDedup === 0 && took === freezes && staleWrites === 0,
    };
  },
};
