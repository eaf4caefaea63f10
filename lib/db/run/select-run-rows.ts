// The columns that contributions read, of runs that a filter beyond lanes and jobs picks: rollups cannot answer those.
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { StoredRun } from '#lib/domain/contribution.ts';
import { filterParameters, runCondition } from './run-filter.ts';
import { windowCondition, windowParameters } from './run-window.ts';

export const maxRunRows = 200_000;

const us = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;

export type RunRow = StoredRun & { failedAttempts: number; attempts: number };

/** Runs that were enqueued, started or finished in the window; throws nothing, cut at `maxRunRows`. */
export async function selectRunRows(
  db: Queryable,
  filter: ResolvedFilter,
  window: { fromMs: number; toMs: number },
): Promise<RunRow[]> {
  const { rows } = await db.query<RunRow>(
    `select queue_id as "queueId", job_id as "jobId", state, ${us('enqueued_at')} as "enqueuedAt",
       ${us('started_at')} as "startedAt", ${us('finished_at')} as "finishedAt", ${us('ordered_at')} as "orderedAt",
       wait_us as "waitUs", duration_us as "durationUs", total_us as "totalUs",
       (fidelity & 131072) <> 0 as "isLate", false as "isRedirect", failed_attempts as "failedAttempts", attempts
     from run
     where queue_id = any($1::int4[]) and ${windowCondition('any')} and ${runCondition(filter)}
     limit ${maxRunRows}`,
    [...filterParameters(filter), ...(await windowParameters(db, window, 'any'))],
  );
  return rows;
}
