import type { ScheduleFact } from '#lib/collector.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** Stores schedules as their backend declares them now. One that disappeared there just ages: `seen_at` tells. */
export async function upsertSchedules(
  db: Queryable,
  of: { environment: string; source: string; system: string },
  facts: readonly ScheduleFact[],
): Promise<void> {
  const byName = new Map(facts.map((fact) => [fact.name, fact]));
  if (byName.size === 0) return;
  const list = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  await db.query(
    `insert into schedule as s (environment, source, system, name, queue, job, cron, every_ms, time_zone, next_due_at)
     select $1, $2, $3, f.name, f.queue, f.job, f.cron, f.every_ms, f.time_zone, to_timestamp(f.next_due_us / 1e6)
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int8[], $9::text[], $10::float8[])
         as f(name, queue, job, cron, every_ms, time_zone, next_due_us)
     on conflict (environment, system, name) do update
        set source = excluded.source, queue = excluded.queue, job = excluded.job, cron = excluded.cron, every_ms = excluded.every_ms,
            time_zone = excluded.time_zone, next_due_at = excluded.next_due_at, seen_at = now()`,
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
