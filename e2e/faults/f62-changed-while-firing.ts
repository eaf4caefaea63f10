// F62: rules are changed, paused, muted and removed while they fire. Who was told hears the end once; nothing is left that nobody ends.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, create, kill, makeDeathRule, openChannel } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';

export const changedWhileFiring: Fault = {
  id: 'F62',
  what: 'rules are changed, paused, muted and removed while they fire',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await startAlerter(rig);
    const names = ['changed', 'paused', 'muted', 'removed'] as const;
    const rules = new Map<string, string>();
    for (const name of names) {
      const { id } = await makeDeathRule(rig, [channelId], {
        name,
        filter: { queue: [`f62-${name}`] },
        groupBy: ['queue'],
      });
      rules.set(name, id);
    }
    const queues = names.map((name) => `f62-${name}`);
    await kill(rig, queues);
    const told = await awaitTold(sink, queues);
    const change = (name: string, body: object, method = 'PATCH') =>
      create(rig, `/alerts/rules/${rules.get(name)}`, body, method);
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    await Promise.all([
      change('changed', { windowMs: 600_000 }),
      change('paused', { enabled: false }),
      change('removed', {}, 'DELETE'),
      create(rig, '/alerts/silences', {
        matchers: [{ label: 'rule', op: '=', value: 'muted' }],
        endsAt,
        comment: 'f62',
      }),
    ]);
    const ends = (name: string) =>
      sink.heard.filter(({ type, rule }) => type === 'alert.resolved' && rule === name).length;
    for (
      const until = Date.now() + 60_000;
      Date.now() < until && names.some((name) => name !== 'muted' && ends(name) === 0);
    )
      await sleep(200);
    await sleep(20_000);
    const [orphans] = await rig.postgres.query<{ n: number }>(
      `select count(*)::int as n from alert_instance i left join alert_rule r on r.id = i.rule_id
        where i.phase <> 'normal' and (r.id is null or r.removed_at is not null or not r.is_enabled or r.version <> i.rule_version)`,
    );
    const endsOnce = names.filter((name) => name !== 'muted').every((name) => ends(name) === 1);
    return {
      ...told,
      resolved: names.map((name) => `${name}:${ends(name)}`).join(' '),
      orphans: orphans?.n ?? -1,
      pass: told.missing === 0 && endsOnce && ends('muted') === 0 && orphans?.n === 0,
    };
  },
};
