import type { RunSummary } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { evidenceOf } from './stored-evidence.ts';
import { type SummaryRow, summaryColumns, summaryJoins, summaryOf } from './summary-row.ts';

export interface WholeRun {
  summary: RunSummary;
  evidence: Evidence[];
}

interface WholeRow extends SummaryRow {
  evidence: Buffer;
  /** The run that it was merged into. */
  redirect_to: string | null;
}

const maxHops = 8;

/** One run by id, through at most eight merges to the row that lives; null when there is none or it is not theirs to see. */
export async function selectRun(db: Queryable, id: string, environment: string | null): Promise<WholeRun | null> {
  let next: string | null = id;
  for (let hops = 0; next !== null && hops <= maxHops; hops++) {
    const found: { rows: WholeRow[] } = await db.query<WholeRow>(
      prepared(
        `select ${summaryColumns}, r.evidence, r.redirect_to from run r ${summaryJoins}
         where r.id = $1 and ($2::text is null or environment.value = $2)`,
        [next, environment],
      ),
    );
    const row: WholeRow | undefined = found.rows[0];
    if (!row) return null;
    if (row.redirect_to === null) return { summary: summaryOf(row), evidence: evidenceOf(row) };
    next = row.redirect_to;
  }
  return null;
}
