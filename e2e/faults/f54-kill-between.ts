// F54: the sender is killed while the receiver has its request and before it is marked. It is sent again, under the same id.

import { awaitTold, kill, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { newIdEachTry } from './alert-mutants.ts';
import { answering } from './alert-sink.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const kills = isLong ? 50 : 4;

export const killBetween: Fault = {
  id: 'F54',
  what: 'the sender is killed between sending and marking',
  rig: { env: withoutKeeper },
  mutant: newIdEachTry,
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const alerter = await startAlerter(rig);
    const queues = queueNames('f54', kills * 5);
    let killed = 0;
    const seen = new Set<string>();
    sink.mode = (response, heard) => {
      // the first try of some notices: the answer finds nobody
      const isVictim = killed < kills && !seen.has(heard.episodeId) && alerter.isRunning();
      seen.add(heard.episodeId);
      if (!isVictim) return answering(200)(response, heard);
      killed++;
      heard.status = 200;
      void alerter.end('SIGKILL').then(async () => {
        response.destroy();
        await alerter.start();
      });
    };
    await kill(rig, queues);
    const told = await awaitTold(sink, queues, 300_000);
    return {
      ...told,
      killed,
      pass: told.missing === 0 && told.dupAfterDedup === 0 && killed === kills && told.badSignatures === 0,
    };
  },
};
