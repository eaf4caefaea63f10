// F58: a condition comes and goes every half minute. Notices are capped: four episodes, then one that goes on until all was fine for an hour.
import { setTimeout as sleep } from 'node:timers/promises';
import { create, evaluateEveryMs, kill, openChannel } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { askUntil } from './stored-runs.ts';

const cycles = isLong ? 20 : 7;
/** Four beginnings and three ends; the fourth goes on. */
const cap = 7;

export const flapping: Fault = {
  id: 'F58',
  what: 'a condition that comes and goes',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await kill(rig, ['f58']);
    const [queue] = await askUntil(
      () => rig.postgres.query<{ id: number }>(`select id from queue where name = 'f58'`),
      (rows) => rows.length > 0,
    );
    await create(rig, '/alerts/rules', {
      name: 'deep',
      kind: 'threshold',
      metric: 'depth.queued',
      value: 10,
      filter: { queue: ['f58'] },
      forMs: 0,
      keepFiringMs: 0,
      evaluationDelayMs: 0,
      evaluateEveryMs,
      groupWaitMs: 0,
      channels: [channelId],
    });
    await startAlerter(rig);
    // readings of a backend that nobody has: what a poller would have stored
    for (let cycle = 0; cycle < cycles * 2; cycle++) {
      const depth = cycle % 2 === 0 ? 100 : 0;
      for (let n = 0; n < 8; n++) {
        await rig.postgres.query('insert into sample (at, queue_id, queued) values (now(), $1, $2)', [
          queue?.id,
          depth,
        ]);
        await sleep(evaluateEveryMs / 4);
      }
    }
    const [instance] = (await askInstances(rig)).filter(({ rule }) => rule.name === 'deep');
    return {
      cycles,
      notices: sink.heard.length,
      cap,
      isFlapping: instance?.isFlapping ?? false,
      phase: instance?.phase ?? 'normal',
      pass:
        sink.heard.length <= cap && sink.heard.length >= 3 && instance?.phase === 'recovering' && instance.isFlapping,
    };
  },
};

async function askInstances(rig: { url: string; token: string }) {
  const response = await fetch(`${rig.url}/api/v1/alerts/instances`, {
    headers: { authorization: `Bearer ${rig.token}` },
  });
  return ((await response.json()) as { items: { rule: { name: string }; phase: string; isFlapping: boolean }[] }).items;
}
