// The rules by which Signalbox watches itself. Nobody makes, changes or removes them; they tell every channel.
import type { Rule, RuleMetric } from '#lib/contracts/alert-rule.ts';
import type { Pool } from '#lib/db/pool.ts';

const minute = 60_000;

function selfRule(name: string, metric: RuleMetric, change: Partial<Rule>): Rule {
  return {
    name,
    enabled: true,
    severity: 'critical',
    kind: 'self',
    metric,
    filter: {},
    groupBy: [],
    faults: [],
    windowMs: minute,
    op: '>',
    value: 0,
    recoveryValue: change.value ?? 0,
    objective: 0.99,
    forMs: 0,
    keepFiringMs: 0,
    minSamples: 0,
    noData: 'keep',
    onError: 'keep',
    evaluateEveryMs: minute,
    evaluationDelayMs: 0,
    groupWaitMs: 0,
    groupIntervalMs: 5 * minute,
    repeatMs: 240 * minute,
    channels: [],
    runbookUrl: null,
    ...change,
  };
}

export const selfRules: Readonly<Record<string, Rule>> = {
  'self.silent': selfRule('Nothing comes in', 'signalbox.silentMs', { value: 15 * minute }),
  'self.behind': selfRule('Alert rules are evaluated late', 'signalbox.behindMs', {
    value: 2 * minute,
    forMs: 2 * minute,
  }),
  'self.undelivered': selfRule('Notices do not arrive', 'signalbox.undelivered', { keepFiringMs: 5 * minute }),
  'self.unreadable': selfRule('A source cannot be read', 'signalbox.unreadableMs', { value: 5 * minute }),
};

/** Makes them what this version says they are. Safe to repeat, and from several processes at once. */
export async function addSelfRules(pool: Pool): Promise<void> {
  for (const [key, rule] of Object.entries(selfRules)) {
    await pool.query(
      `insert into alert_rule as r (name, definition, built_in, created_by) values ($1, $2, $3, 'Signalbox')
       on conflict (built_in) do update set name = excluded.name, definition = excluded.definition, is_enabled = true, removed_at = null
         where r.definition <> excluded.definition or r.removed_at is not null or not r.is_enabled`,
      [rule.name, JSON.stringify(rule), key],
    );
  }
}
