import type { RunSummary } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

/** Other runs of the same correlation ID, parent or trace, oldest first, at most 50. */
export async function selectSiblings(db: Queryable, run: RunSummary): Promise<RunSummary[]> {
  const { rows } = await db.query<SummaryRow>(
    `with hit as (
       (select id from run where correlation_id = $2 order by ordered_at desc limit 50)
       union
       (select id from run where trace_id = decode($3, 'hex') order by ordered_at desc limit 50)
     )
     select ${summaryColumns} from hit join run r on r.id = hit.id ${summaryJoins}
     where r.id <> $1 and r.redirect_to is null and environment.value = $4
     order by r.ordered_at, r.id limit 50`,
    [run.id, run.correlationId, run.traceId, run.environment],
  );
  return rows.map(summaryOf);
}
