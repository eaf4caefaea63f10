import type { Queryable } from '#lib/db/pool.ts';

/** How many schedules each environment has, by its name; `environment` restricts them to one. */
export async function countSchedules(db: Queryable, environment: string | null): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; n: number }>(
    `select environment as name, count(*)::int4 as n from schedule where $1::text is null or environment = $1 group by environment`,
    [environment],
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}
