// F63: evaluation takes longer than its interval. What could not be made up for is counted, the lag is shown, and an alert of its own says so.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeDeathRule, openChannel } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const heldForMs = isLong ? 600_000 : 240_000;

export const slowEvaluation: Fault = {
  id: 'F63',
  what: 'evaluation takes longer than its interval',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    const rule = await makeDeathRule(rig, [channelId]);
    const alerter = await startAlerter(rig);
    const evaluated = async () =>
      (
        await rig.postgres.query<{ n: number }>(
          `select count(*)::int as n from alert_rule where id = $1 and evaluated_at is not null`,
          [rule.id],
        )
      )[0]?.n;
    for (const until = Date.now() + 60_000; Date.now() < until && !(await evaluated()); ) await sleep(500);
    const client = new pg.Client({ connectionString: rig.postgres.url });
    await client.connect();
    // every look at an error group or a lane waits for us
    await client.query('begin; lock table queue in access exclusive mode');
    let behindS = 0;
    const gauge = /^signalbox_alert_behind_seconds (\S+)$/m;
    for (const until = Date.now() + heldForMs; Date.now() < until; await sleep(1_000)) {
      const text = await fetch(`${alerter.probesUrl}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
      behindS = Math.max(behindS, Number(gauge.exec(text)?.[1] ?? 0));
    }
    await client.query('rollback');
    await client.end();
    const isSelf = ({ rule: name }: { rule: string }) => name === 'Alert rules are evaluated late';
    const text = await fetch(`${alerter.probesUrl}/metrics`).then((answer) => answer.text());
    const failed = Number(/^signalbox_alert_evaluation_errors_total (\S+)$/m.exec(text)?.[1] ?? 0);
    return {
      heldForMs,
      behindS: Math.round(behindS),
      failed,
      toldItself: sink.heard.filter(isSelf).length,
      pass: (behindS > 15 || failed > 0) && (sink.heard.some(isSelf) || failed > 0),
    };
  },
};
