import type { RunSummary } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { joinRun } from './join-run.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

/** Live runs by id, oldest first; ids of merged runs are followed one step. */
export async function selectRunSummaries(
  db: Queryable,
  ids: readonly string[],
  environment: string | null,
): Promise<RunSummary[]> {
  const { rows } = await db.query<SummaryRow>(
    prepared(
      `with wanted as (
       select distinct coalesce(found.redirect_to, found.id) as id
       from unnest((select $1::uuid[])) as asked(id) ${joinRun('found', 'asked.id')}
     )
     select ${summaryColumns} from wanted ${joinRun('r', 'wanted.id')} ${summaryJoins}
     where r.redirect_to is null and ($2::text is null or environment.value = $2)
     order by r.ordered_at, r.id`,
      [ids, environment],
    ),
  );
  return rows.map(summaryOf);
}
