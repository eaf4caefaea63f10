// Rules that are there from the first start on. They are the user's from then: changed or removed, they stay so.
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { type RuleInput, ruleInput } from '#lib/contracts/alert-rule.ts';
import type { Pool } from '#lib/db/pool.ts';

const builtIn: Readonly<Record<string, Partial<RuleInput> & Pick<RuleInput, 'name' | 'kind'>>> = {
  'dead-letters': { name: 'Jobs are dying', kind: 'deadLetter', severity: 'warning' },
  'deep-queue': {
    name: 'A queue is backing up',
    kind: 'threshold',
    severity: 'warning',
    metric: 'depth.queued',
    value: 1_000,
    recoveryValue: 800,
    forMs: 300_000,
  },
};

/** Adds those that were never there. Safe to repeat, and from several processes at once. */
export async function addBuiltInRules(pool: Pool): Promise<void> {
  for (const [key, input] of Object.entries(builtIn)) {
    const rule = completeRule(ruleInput.parse(input));
    await pool.query(
      `insert into alert_rule (name, definition, built_in, created_by) values ($1, $2, $3, 'Signalbox') on conflict (built_in) do nothing`,
      [rule.name, JSON.stringify(rule), key],
    );
  }
}
