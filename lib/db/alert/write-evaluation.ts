// What one slot of one rule changes, in the evaluator's transaction.
import type { Labels } from '#lib/alerts/rule-series.ts';
import type { InstanceState, Transition } from '#lib/alerts/step.ts';
import type { Client } from '#lib/db/pool.ts';

export interface InstanceWrite {
  id: string;
  key: string;
  labels: Labels;
  state: InstanceState;
  transition: Transition | null;
  /** The episode a transition belongs to, the one that just ended included. */
  episodeId: string | null;
  /** null = none is under way. */
  openEpisodeId: string | null;
  notifiedMs: number | null;
}

const at = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/**
 * Stores where instances are now, and every change of phase with what led to it. False when the rule is not what was evaluated any more: then
 * nothing is stored.
 */
export async function writeEvaluation(
  client: Client,
  rule: { id: string; version: number; threshold: number },
  slotMs: number,
  writes: readonly InstanceWrite[],
  error: string | null,
): Promise<boolean> {
  const current = await client.query(
    `update alert_rule set evaluated_at = $3, last_error = $4
      where id = $1 and version = $2 and is_enabled and removed_at is null returning 1`,
    [rule.id, rule.version, at(slotMs), error],
  );
  if (current.rows.length === 0) return false;
  for (const one of writes) {
    const { state, transition } = one;
    await client.query(
      `insert into alert_instance (id, rule_id, rule_version, labels, labels_key, phase, state, value, samples, since, episode_id, notified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (rule_id, labels_key) do update
          set rule_version = excluded.rule_version, phase = excluded.phase, state = excluded.state, value = excluded.value,
              samples = excluded.samples, since = excluded.since, episode_id = excluded.episode_id, notified_at = excluded.notified_at,
              acknowledged_at = case when alert_instance.episode_id is not distinct from excluded.episode_id then alert_instance.acknowledged_at end,
              acknowledged_by = case when alert_instance.episode_id is not distinct from excluded.episode_id then alert_instance.acknowledged_by end,
              updated_at = now()`,
      [
        one.id,
        rule.id,
        rule.version,
        JSON.stringify(one.labels),
        one.key,
        state.phase,
        JSON.stringify(state),
        state.value,
        state.n,
        at(state.sinceMs),
        one.openEpisodeId,
        at(one.notifiedMs),
      ],
    );
    if (!transition) continue;
    await client.query(
      `insert into alert_transition (at, rule_id, rule_version, instance_id, episode_id, labels, from_phase, to_phase, value, threshold, samples, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        at(slotMs),
        rule.id,
        rule.version,
        one.id,
        one.episodeId,
        JSON.stringify(one.labels),
        transition.from,
        transition.to,
        state.value,
        rule.threshold,
        state.n,
        transition.reason,
      ],
    );
  }
  return true;
}

/** A slot in which a rule changed nothing. */
export interface QuietSlot {
  ruleId: string;
  version: number;
  slotMs: number;
  error: string | null;
}

/** That these slots are done. */
export async function writeQuietSlots(client: Client, quiet: readonly QuietSlot[]): Promise<void> {
  await client.query(
    `update alert_rule r set evaluated_at = q.at, last_error = q.error
       from unnest($1::uuid[], $2::int4[], $3::timestamptz[], $4::text[]) as q(id, version, at, error)
      where r.id = q.id and r.version = q.version and (r.evaluated_at is null or r.evaluated_at < q.at)`,
    [
      quiet.map((one) => one.ruleId),
      quiet.map((one) => one.version),
      quiet.map((one) => at(one.slotMs)),
      quiet.map((one) => one.error),
    ],
  );
}
