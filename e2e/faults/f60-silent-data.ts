// F60: the data behind a firing alert stops coming, then comes late. Silence resolves nothing; what comes late is judged.
import { setTimeout as sleep } from 'node:timers/promises';
import { create, evaluateEveryMs, kill, openChannel } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { askUntil } from './stored-runs.ts';

const silentForMs = isLong ? 600_000 : 180_000;

export const silentData: Fault = {
  id: 'F60',
  what: 'the data behind an alert stops, and comes late',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await kill(rig, ['f60']);
    const [queue] = await askUntil(
      () => rig.postgres.query<{ id: number }>(`select id from queue where name = 'f60'`),
      (rows) => rows.length > 0,
    );
    await create(rig, '/alerts/rules', {
      name: 'deep',
      kind: 'threshold',
      metric: 'depth.queued',
      value: 10,
      filter: { queue: ['f60'] },
      forMs: 0,
      keepFiringMs: 0,
      noData: 'keep',
      evaluationDelayMs: 0,
      evaluateEveryMs,
      groupWaitMs: 0,
      channels: [channelId],
    });
    await startAlerter(rig);
    const read = (queued: number) =>
      rig.postgres.query('insert into sample (at, queue_id, queued) values (now(), $1, $2)', [queue?.id, queued]);
    const ofType = (type: string) => sink.heard.filter((one) => one.type === type).length;
    for (const until = Date.now() + 120_000; Date.now() < until && ofType('alert.firing') === 0; await sleep(2_000))
      await read(100);
    await sleep(silentForMs);
    const falseResolved = ofType('alert.resolved');
    for (const until = Date.now() + 120_000; Date.now() < until && ofType('alert.resolved') === 0; await sleep(2_000))
      await read(0);
    return {
      silentForMs,
      fired: ofType('alert.firing'),
      falseResolved,
      resolved: ofType('alert.resolved'),
      pass: ofType('alert.firing') === 1 && falseResolved === 0 && ofType('alert.resolved') === 1,
    };
  },
};
