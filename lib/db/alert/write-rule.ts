import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** Returns its id; the evaluator takes it up within a second. */
export async function insertRule(db: Queryable, rule: Rule, createdBy: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into alert_rule (name, definition, is_enabled, created_by) values ($1, $2, $3, $4) returning id',
    [rule.name, JSON.stringify(rule), rule.enabled, createdBy],
  );
  return rows[0]?.id as string;
}

/** `isNew`: its meaning changed, so that it starts over. */
export async function updateRule(db: Queryable, id: string, rule: Rule, isNew: boolean): Promise<void> {
  await db.query(
    `update alert_rule set name = $2, definition = $3, is_enabled = $4, updated_at = now(), version = version + $5::int,
            evaluated_at = case when $5::int > 0 then null else evaluated_at end, last_error = null where id = $1`,
    [id, rule.name, JSON.stringify(rule), rule.enabled, isNew ? 1 : 0],
  );
}

/** The row stays, so that history keeps its name and a built-in rule does not come back. */
export async function removeRule(db: Queryable, id: string): Promise<void> {
  await db.query('update alert_rule set removed_at = now(), is_enabled = false where id = $1', [id]);
}

/** It is named in signalbox.yaml: changed there alone. */
export async function declareRule(db: Queryable, id: string): Promise<void> {
  await db.query('update alert_rule set is_declared = true where id = $1', [id]);
}
