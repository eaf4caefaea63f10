import type { Queryable } from '#lib/db/pool.ts';

export interface ErrorDecision {
  status: string;
  ignoreUntil: Date | null;
  ignoreRuns: number | null;
  /** Whose name people read; the audit record has who it was. */
  by: string;
}

/**
 * Sets what people decided about groups; of each that exists its fingerprint and the status before. One that stands so already, and was not seen
 * since, is left as it is (`isSame`): a decision that is sent twice is one.
 */
export async function updateErrorStatus(
  db: Queryable,
  fingerprints: readonly string[],
  { status, ignoreUntil, ignoreRuns, by }: ErrorDecision,
): Promise<{ fingerprint: string; before: string; isSame: boolean }[]> {
  const { rows } = await db.query<{ fingerprint: string; before: string; isSame: boolean }>(
    `with old as (
       select fingerprint, status,
              status = $2 and ignored_until is not distinct from $3 and ignored_runs is not distinct from $4
                and (status = 'open' or last_seen_at <= status_at) as is_same
         from error_group
        where fingerprint in (select decode(f, 'hex') from unnest($1::text[]) as f) order by fingerprint for update
     ),
     written as (
       update error_group g set status = $2, status_at = now(), ignored_until = $3, ignored_runs = $4, status_by = $5 from old
        where g.fingerprint = old.fingerprint and not old.is_same
     )
     select encode(fingerprint, 'hex') as fingerprint, status as before, is_same as "isSame" from old`,
    [fingerprints, status, ignoreUntil, ignoreRuns, by],
  );
  return rows;
}
