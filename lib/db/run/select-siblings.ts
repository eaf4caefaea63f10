import type { RunSummary } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { joinRun } from './join-run.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

const given = (value: string | null): string[] => (value === null ? [] : [value]);

/** Other runs of the same correlation ID, parent or trace, oldest first, at most 50. */
export async function selectSiblings(db: Queryable, run: RunSummary): Promise<RunSummary[]> {
  const { rows } = await db.query<SummaryRow>(
    prepared(
      `with hit as (
       (select id from unnest((select $2::text[])) as asked(word) join run on correlation_id = word order by ordered_at desc limit 50)
       union
       (select id from unnest((select $3::text[])) as asked(hex) join run on trace_id = decode(hex, 'hex') order by ordered_at desc limit 50)
     )
     select ${summaryColumns} from hit ${joinRun('r', 'hit.id')} ${summaryJoins}
     where r.id <> $1 and r.redirect_to is null and environment.value = $4
     order by r.ordered_at, r.id limit 50`,
      [run.id, given(run.correlationId), given(run.traceId), run.environment],
    ),
  );
  return rows.map(summaryOf);
}
