import type { Queryable } from '#lib/db/pool.ts';

/**
 * Says that `subject` was watched from `agoMs` ago until now, by the database's clock. `fromAt`: the beginning that an earlier call gave for the
 * same stretch, which is then prolonged; null begins one. Returns the beginning.
 */
export async function extendWatched(db: Queryable, subject: string, agoMs: number, fromAt: Date | null): Promise<Date> {
  const { rows } = await db.query<{ from_at: Date }>(
    `insert into watched (subject, from_at, to_at)
     values ($1, coalesce($3::timestamptz, date_trunc('milliseconds', now() - make_interval(secs => $2::float8 / 1000))), now())
     on conflict (subject, from_at) do update set to_at = greatest(watched.to_at, excluded.to_at)
     returning from_at`,
    [subject, agoMs, fromAt],
  );
  return (rows[0] as { from_at: Date }).from_at;
}
