import { currentHours } from '#lib/db/finding/count-findings.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type Finding, findingCodes } from '#lib/trust/finding.ts';

export interface StoredFinding extends Finding {
  firstAt: Date;
  lastAt: Date;
}

type Row = Omit<StoredFinding, 'code'> & { code: string };

/** What was found in the last 24 hours, in one environment (null = all), the latest first, at most `limit`. */
export async function selectFindings(
  db: Queryable,
  options: { environment: string | null; limit: number },
): Promise<StoredFinding[]> {
  const { rows } = await db.query<Row>(
    `select environment, source, code, subject, count, out_of as of, amount, encode(trace_id, 'hex') as "traceId", run_id as "runId",
            first_at as "firstAt", last_at as "lastAt"
       from finding
      where last_at > now() - make_interval(hours => $1) and count > 0 and ($2::text is null or environment = $2)
      order by last_at desc, source, code, subject
      limit $3`,
    [currentHours, options.environment, options.limit],
  );
  return rows.flatMap((row) => {
    // A newer version may have written kinds that this one cannot explain.
    const code = findingCodes.find((known) => known === row.code);
    return code ? [{ ...row, code }] : [];
  });
}
