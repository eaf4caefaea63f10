/** SQL: how many runs had the error of `fingerprint` since `e`, a row of error_group, was ignored for so many; counting stops there. */
export const runsSince = (fingerprint: string): string =>
  `case when e.ignored_runs is null then 0 else (
     select count(*) from (
       select from run where error_fingerprint = ${fingerprint} and redirect_to is null
         and ordered_at >= e.status_at - interval '7 days' and coalesce(finished_at, started_at, ordered_at) > e.status_at
       limit e.ignored_runs
     ) as since)::int4 end`;
