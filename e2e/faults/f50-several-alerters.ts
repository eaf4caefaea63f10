// F50: three processes evaluate and deliver side by side. Every episode is told once, and nothing twice.
import { awaitTold, killDuring, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const episodes = isLong ? 600 : 60;

export const severalAlerters: Fault = {
  id: 'F50',
  what: 'three processes evaluate and deliver alerts',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    await Promise.all(Array.from({ length: 3 }, () => startAlerter(rig)));
    const queues = queueNames('f50', episodes);
    await killDuring(rig, queues, 1_500, async () => {});
    const told = await awaitTold(sink, queues);
    return {
      ...told,
      pass: told.missing === 0 && told.dupAfterDedup === 0 && told.sentAgain === 0 && told.badSignatures === 0,
    };
  },
};
