import type { Queryable } from '#lib/db/pool.ts';

/** How many queues each environment has, by its name; `environment` restricts them to one. */
export async function countLanes(db: Queryable, environment: string | null): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; n: number }>(
    `select dim.value as name, count(*)::int4 as n from queue join dim on dim.id = queue.environment_id
     where $1::text is null or dim.value = $1 group by dim.value`,
    [environment],
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}
