import type { InstanceState, Phase } from '#lib/alerts/step.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface StoredInstance {
  id: string;
  ruleId: string;
  ruleVersion: number;
  labels: Record<string, string>;
  key: string;
  phase: Phase;
  state: InstanceState;
  episodeId: string | null;
  notifiedMs: number | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}

/** Every instance of a rule, or of all rules (null), those of earlier versions too. */
export async function selectInstances(db: Queryable, ruleId: string | null): Promise<StoredInstance[]> {
  const { rows } = await db.query<Omit<StoredInstance, 'notifiedMs'> & { notifiedAt: Date | null }>(
    `select id, rule_id as "ruleId", rule_version as "ruleVersion", labels, labels_key as key, phase, state, episode_id as "episodeId",
            notified_at as "notifiedAt", acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy"
       from alert_instance where $1::uuid is null or rule_id = $1 limit 100000`,
    [ruleId],
  );
  return rows.map(({ notifiedAt, ...row }) => ({ ...row, notifiedMs: notifiedAt?.getTime() ?? null }));
}
