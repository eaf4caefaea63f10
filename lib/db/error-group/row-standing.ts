// How a group stands, from its row of error_group: what the list and the count of open ones share.
import { type ErrorStanding, errorStanding } from '#lib/domain/error-standing.ts';

export interface StandingRow {
  last_seen_at: Date;
  /** null = nobody decided anything. */
  status: string | null;
  status_at: Date | null;
  ignored_until: Date | null;
  ignored_runs: number | null;
  /** By `runsSince`. */
  runs_since: number;
}

/** SQL: how many runs had the error of `fingerprint` since `e`, a row of error_group, was ignored for so many; counting stops there. */
export const runsSince = (fingerprint: string): string =>
  `case when e.ignored_runs is null then 0 else (
     select count(*) from (
       select from run where error_fingerprint = ${fingerprint} and redirect_to is null
         and ordered_at >= e.status_at - interval '7 days' and coalesce(finished_at, started_at, ordered_at) > e.status_at
       limit e.ignored_runs
     ) as since)::int4 end`;

export const rowStanding = (row: StandingRow, nowMs: number): ErrorStanding =>
  errorStanding(
    {
      status: row.status,
      statusMs: row.status_at?.getTime() ?? null,
      ignoredUntilMs: row.ignored_until?.getTime() ?? null,
      ignoredRuns: row.ignored_runs,
    },
    { lastSeenMs: row.last_seen_at.getTime(), runsSince: row.runs_since, nowMs },
  );
