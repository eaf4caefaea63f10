import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

/**
 * The runs that job or run names (32 hex digits) stand for: the latest birth of each. An id that was used again may lead to
 * the younger run; births of both sides are not known here.
 */
export async function selectNamedRuns(db: Queryable, names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; runId: string }>(
    prepared(
      `select distinct on (alias) replace(alias::text, '-', '') as name, run_id as "runId"
       from unnest((select $1::uuid[])) as asked(name) join run_alias on alias = asked.name
       where run_id is not null order by alias, born_at desc, day desc`,
      [names],
    ),
  );
  return new Map(rows.map((row) => [row.name, row.runId]));
}
