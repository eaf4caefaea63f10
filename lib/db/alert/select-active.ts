import type { InstanceState, Phase } from '#lib/alerts/step.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface ActiveInstance {
  id: string;
  ruleId: string;
  rule: Rule;
  labels: Record<string, string>;
  phase: Phase;
  value: number | null;
  state: InstanceState;
  since: Date;
  episodeId: string | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}

/** Instances that are not normal: firing before recovering before pending, critical first, then the latest. At most 1,000. */
export async function selectActive(db: Queryable): Promise<ActiveInstance[]> {
  const { rows } = await db.query<ActiveInstance>(
    `select i.id, i.rule_id as "ruleId", r.definition || jsonb_build_object('name', r.name) as rule, i.labels, i.phase, i.value, i.state, i.since,
            i.episode_id as "episodeId", i.acknowledged_at as "acknowledgedAt", i.acknowledged_by as "acknowledgedBy"
       from alert_instance i join alert_rule r on r.id = i.rule_id and r.version = i.rule_version
      where i.phase <> 'normal' and r.removed_at is null
      order by array_position(array['firing', 'recovering', 'pending'], i.phase),
               array_position(array['critical', 'warning', 'info'], r.definition ->> 'severity'), i.since desc, i.id limit 1000`,
  );
  return rows;
}

/** Once an episode: the first who took it on stays. */
export async function acknowledge(db: Queryable, id: string, by: string): Promise<void> {
  await db.query(
    `update alert_instance set acknowledged_at = now(), acknowledged_by = $2
      where id = $1 and acknowledged_at is null and phase in ('firing', 'recovering')`,
    [id, by],
  );
}

/** What fires of a rule counts as taken on by nobody again. */
export async function takeBackAcknowledgements(db: Queryable, ruleId: string): Promise<void> {
  await db.query('update alert_instance set acknowledged_at = null, acknowledged_by = null where rule_id = $1', [
    ruleId,
  ]);
}
