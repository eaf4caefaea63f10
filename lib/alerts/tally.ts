// What this process did about alerts since it started, for /metrics.
import type { Queryable } from '#lib/db/pool.ts';
import { counter, counterBy, gauge, type Metric } from '#lib/metrics/exposition.ts';
import type { Tried } from '#lib/notify/deliver.ts';
import type { Turn } from './evaluator.ts';

export class AlertTally {
  #turn: Turn = { evaluated: 0, failed: 0, changed: 0, skipped: 0 };
  #tries = new Map<Tried, number>([
    ['delivered', 0],
    ['failed', 0],
    ['dead', 0],
  ]);
  #turnSeconds = 0;

  noteTurn(turn: Turn, seconds: number): void {
    for (const key of Object.keys(turn) as (keyof Turn)[]) this.#turn[key] += turn[key];
    if (turn.evaluated > 0) this.#turnSeconds = seconds;
  }

  noteTry(result: Tried): void {
    this.#tries.set(result, (this.#tries.get(result) ?? 0) + 1);
  }

  /** With what waits in the outbox, of all processes; left out when the database does not tell. */
  async metrics(db: Queryable): Promise<Metric[]> {
    const own = [
      counter('signalbox_alert_evaluations_total', 'Slots of alert rules that were evaluated.', this.#turn.evaluated),
      counter('signalbox_alert_evaluation_errors_total', 'Of these, how many could not be judged.', this.#turn.failed),
      counter(
        'signalbox_alert_slots_skipped_total',
        'Slots left out because they lay too far back.',
        this.#turn.skipped,
      ),
      counter('signalbox_alert_transitions_total', 'Changes of phase.', this.#turn.changed),
      gauge('signalbox_alert_turn_seconds', 'How long the last look at all rules took.', this.#turnSeconds),
      counterBy(
        'signalbox_alert_tries_total',
        'Tries to deliver notices, by what came of them.',
        'result',
        this.#tries,
      ),
    ];
    return [...own, ...(await outboxMetrics(db).catch(() => []))];
  }
}

async function outboxMetrics(db: Queryable): Promise<Metric[]> {
  const { rows } = await db.query<{ waiting: number; dead: number; oldest: number; behind: number }>(
    `select (count(*) filter (where state = 'pending' and due_at <= now()))::int4 as waiting,
            (count(*) filter (where state = 'dead' and created_at > now() - interval '1 day'))::int4 as dead,
            coalesce(extract(epoch from now() - min(due_at) filter (where state = 'pending' and due_at <= now())), 0)::float8 as oldest,
            (select coalesce(extract(epoch from max(greatest(interval '0', now() - evaluated_at
                      - make_interval(secs => ((definition ->> 'evaluateEveryMs')::float8 + (definition ->> 'evaluationDelayMs')::float8) / 1000)))), 0)
               from alert_rule where is_enabled and removed_at is null)::float8 as behind
       from alert_delivery where state in ('pending', 'dead')`,
  );
  const row = rows[0];
  if (!row) return [];
  return [
    gauge('signalbox_outbox_due', 'Notices that are due and not sent.', row.waiting),
    gauge('signalbox_outbox_oldest_seconds', 'For how long the oldest of them has been due.', row.oldest),
    gauge('signalbox_outbox_dead', 'Notices of the last day that were given up.', row.dead),
    gauge('signalbox_alert_behind_seconds', 'How late the slowest rule is, beyond its interval.', row.behind),
  ];
}
