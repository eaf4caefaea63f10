import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

export interface StartRun {
  id: string;
  environment: string;
  /** How well it is known that the run carries the ID (1 … 7). */
  rank: number | null;
}

/** The runs that carry this correlation ID, newest first, at most `limit`. */
export async function selectStartRuns(
  db: Queryable,
  correlationId: string,
  environment: string | null,
  limit: number,
): Promise<StartRun[]> {
  const { rows } = await db.query<StartRun>(
    prepared(
      `select run.id, environment.value as environment, run.correlation_rank as rank from run
     join queue on queue.id = run.queue_id
     join dim environment on environment.id = queue.environment_id
     where run.correlation_id = $1 and run.redirect_to is null and ($2::text is null or environment.value = $2)
     order by run.ordered_at desc, run.id desc limit $3`,
      [correlationId, environment, limit],
    ),
  );
  return rows;
}
