import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface StoredRule {
  id: string;
  version: number;
  rule: Rule;
  builtIn: string | null;
  /** Named in signalbox.yaml. */
  isDeclared: boolean;
  /** The slot that was evaluated last, in ms. */
  evaluatedMs: number | null;
  lastError: string | null;
  updatedAt: Date;
  firing: number;
  pending: number;
}

interface Row extends Omit<StoredRule, 'rule' | 'evaluatedMs'> {
  definition: Rule;
  name: string;
  isEnabled: boolean;
  evaluatedAt: Date | null;
}

/** Rules that are there, by name; `id` picks one. */
export async function selectRules(db: Queryable, id: string | null = null): Promise<StoredRule[]> {
  const { rows } = await db.query<Row>(
    `select r.id, r.version, r.definition, r.name, r.is_enabled as "isEnabled", r.built_in as "builtIn", r.is_declared as "isDeclared", r.evaluated_at as "evaluatedAt",
            r.last_error as "lastError", r.updated_at as "updatedAt",
            (count(i.id) filter (where i.phase in ('firing', 'recovering')))::int4 as firing,
            (count(i.id) filter (where i.phase = 'pending'))::int4 as pending
       from alert_rule r left join alert_instance i on i.rule_id = r.id and i.rule_version = r.version
      where r.removed_at is null and ($1::uuid is null or r.id = $1)
      group by r.id order by r.name, r.id limit 2000`,
    [id],
  );
  return rows.map(({ definition, name, isEnabled, evaluatedAt, ...row }) => ({
    ...row,
    rule: { ...definition, name, enabled: isEnabled },
    evaluatedMs: evaluatedAt?.getTime() ?? null,
  }));
}
