import type { DeliveryView, TransitionView } from '#lib/contracts/alert.ts';
import type { Queryable } from '#lib/db/pool.ts';

interface Row extends Omit<TransitionView, 'at' | 'rule' | 'deliveries'> {
  at: Date;
  ruleId: string;
  ruleName: string;
  deliveries: DeliveryView[] | null;
}

const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Changes of phase before the one with id `beforeId` (null = the latest), newest first: by the slot they belong to, as rules catch up one after the
 * other. Notices stand at the change they tell of.
 */
export async function selectHistory(
  db: Queryable,
  { ruleId, beforeId, limit }: { ruleId: string | null; beforeId: string | null; limit: number },
): Promise<TransitionView[]> {
  const { rows } = await db.query<Row>(
    `select t.id::text as id, t.at, t.rule_id as "ruleId", coalesce(r.name, 'a rule that is gone') as "ruleName", t.labels,
            t.from_phase as "from", t.to_phase as "to", t.value, t.threshold, t.samples, t.reason, told.deliveries
       from alert_transition t
       left join alert_rule r on r.id = t.rule_id
       left join lateral (
         select jsonb_agg(jsonb_build_object('id', d.id, 'channel', c.name, 'type', d.type, 'state', d.state, 'tries', d.tries,
                  'lastStatus', d.last_status, 'lastError', d.last_error, 'createdAt', ${iso('d.created_at')},
                  'deliveredAt', ${iso('d.delivered_at')}) order by d.created_at) as deliveries
           from alert_delivery d left join alert_channel c on c.id = d.channel_id
          where d.episode_id = t.episode_id
            and d.type = case when t.to_phase = 'normal' then 'alert.resolved' when t.to_phase = 'firing' and t.from_phase <> 'recovering'
                              then 'alert.firing' end
       ) told on true
      where ($1::uuid is null or t.rule_id = $1)
        and ($2::int8 is null or (t.at, t.id) < ((select at from alert_transition where id = $2), $2::int8))
      order by t.at desc, t.id desc limit $3`,
    [ruleId, beforeId, limit],
  );
  return rows.map(({ at, ruleId: id, ruleName: name, deliveries, ...row }) => ({
    ...row,
    at: at.toISOString(),
    rule: { id, name },
    deliveries: deliveries ?? [],
  }));
}
