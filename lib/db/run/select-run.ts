import type { RunSummary } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { evidenceOf } from './stored-evidence.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

export interface WholeRun {
  summary: RunSummary;
  evidence: Evidence[];
}

interface WholeRow extends SummaryRow {
  evidence: Buffer;
}

/** One run by id, through at most eight merges to the row that lives; null when there is none or it is not theirs to see. */
export async function selectRun(db: Queryable, id: string, environment: string | null): Promise<WholeRun | null> {
  const { rows } = await db.query<WholeRow>(
    `with recursive trail as (
       select id, redirect_to, 0 as hops from run where id = $1
       union all
       select next.id, next.redirect_to, trail.hops + 1 from trail
       join run next on next.id = trail.redirect_to where trail.hops < 8
     )
     select ${summaryColumns}, r.evidence
     from trail join run r on r.id = trail.id ${summaryJoins}
     where trail.redirect_to is null and ($2::text is null or environment.value = $2)`,
    [id, environment],
  );
  const row = rows[0];
  if (!row) return null;
  return { summary: summaryOf(row), evidence: evidenceOf(row) };
}
