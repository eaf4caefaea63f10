import type { ScheduleFact } from '#lib/collector.ts';
import type { Queryable } from '#lib/db/pool.ts';

const isTold = '(excluded.cron is not null or excluded.every_ms is not null)';
const isChanged = `${isTold} and (excluded.cron, excluded.every_ms, excluded.time_zone) is distinct from (s.cron, s.every_ms, s.time_zone)`;

/**
 * Stores schedules as their backend declares them now. One that disappeared there just ages: `seen_at` tells. A rhythm that the backend does
 * not tell stays what somebody said here.
 */
export async function upsertSchedules(
  db: Queryable,
  of: { environment: string; source: string; system: string },
  facts: readonly ScheduleFact[],
): Promise<void> {
  const byName = new Map(facts.map((fact) => [`${fact.queue}\0${fact.name}`, fact]));
  if (byName.size === 0) return;
  const list = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
  await db.query(
    `insert into schedule as s (environment, source, system, name, queue, job, cron, every_ms, time_zone, next_due_at)
     select $1, $2, $3, f.name, f.queue, f.job, f.cron, f.every_ms, f.time_zone, to_timestamp(f.next_due_us / 1e6)
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int8[], $9::text[], $10::float8[])
         as f(name, queue, job, cron, every_ms, time_zone, next_due_us)
     on conflict (environment, system, coalesce(queue, ''), name) do update
        set source = excluded.source, job = excluded.job, seen_at = now(),
            next_due_at = coalesce(excluded.next_due_at, case when ${isChanged} then null else s.next_due_at end),
            is_rhythm_ours = s.is_rhythm_ours and not ${isTold},
            cron = case when ${isTold} then excluded.cron else s.cron end,
            every_ms = case when ${isTold} then excluded.every_ms else s.every_ms end,
            time_zone = case when ${isTold} then excluded.time_zone else s.time_zone end,
            defined_at = case when ${isChanged} then now() else s.defined_at end`,
    [
      of.environment,
      of.source,
      of.system,
      list.map((f) => f.name),
      list.map((f) => f.queue),
      list.map((f) => f.job),
      list.map((f) => f.expression),
      list.map((f) => f.everyMs),
      list.map((f) => f.timeZone),
      list.map((f) => f.nextDueAt),
    ],
  );
}
