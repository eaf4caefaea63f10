import type { Queryable } from '#lib/db/pool.ts';

/** Ids of the runs that carry this correlation ID, newest first, at most `limit`. */
export async function selectStartRuns(
  db: Queryable,
  correlationId: string,
  environment: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select run.id from run
     join queue on queue.id = run.queue_id
     join dim environment on environment.id = queue.environment_id
     where run.correlation_id = $1 and run.redirect_to is null and ($2::text is null or environment.value = $2)
     order by run.ordered_at desc, run.id desc limit $3`,
    [correlationId, environment, limit],
  );
  return rows.map((row) => row.id);
}
