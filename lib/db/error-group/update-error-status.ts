import type { Queryable } from '#lib/db/pool.ts';

export interface ErrorDecision {
  status: string;
  ignoreUntil: Date | null;
  ignoreRuns: number | null;
  /** Whose name people read; the audit record has who it was. */
  by: string;
}

/** Sets what people decided about groups; of each that exists its fingerprint and the status before. */
export async function updateErrorStatus(
  db: Queryable,
  fingerprints: readonly string[],
  { status, ignoreUntil, ignoreRuns, by }: ErrorDecision,
): Promise<{ fingerprint: string; before: string }[]> {
  const { rows } = await db.query<{ fingerprint: string; before: string }>(
    `with old as (
       select fingerprint, status from error_group
       where fingerprint in (select decode(f, 'hex') from unnest($1::text[]) as f) order by fingerprint for update
     )
     update error_group g set status = $2, status_at = now(), ignored_until = $3, ignored_runs = $4, status_by = $5 from old
     where g.fingerprint = old.fingerprint returning encode(g.fingerprint, 'hex') as fingerprint, old.status as before`,
    [fingerprints, status, ignoreUntil, ignoreRuns, by],
  );
  return rows;
}
