// F56: one receiver takes requests and never answers. It is given up after 10 s; others hear in time.
import { awaitTold, kill, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';

export const hangingReceiver: Fault = {
  id: 'F56',
  what: 'a receiver of notices hangs',
  rig: { env: withoutKeeper },
  async run(rig) {
    const hanging = await openChannel(rig, 'hanging');
    hanging.sink.mode = () => {};
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [hanging.channelId, channelId]);
    await startAlerter(rig);
    const queues = queueNames('f56', 40);
    const beganAt = Date.now();
    await kill(rig, queues);
    const told = await awaitTold(sink, queues);
    const lastMs = Math.max(...sink.heard.map(({ at }) => at)) - Math.min(...sink.heard.map(({ at }) => at));
    return {
      ...told,
      triedHanging: hanging.sink.heard.length,
      spreadMs: lastMs,
      allMs: Date.now() - beganAt,
      pass: told.missing === 0 && told.sentAgain === 0 && hanging.sink.heard.length > 0 && lastMs <= 10_000,
    };
  },
};
