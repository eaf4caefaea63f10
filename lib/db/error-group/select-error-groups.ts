import type { ErrorGroup } from '#lib/contracts/error-group.ts';
import { rowStanding, runsSince, type StandingRow } from '#lib/db/error-group/row-standing.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { filterParameters, runCondition } from '#lib/db/run/run-filter.ts';
import { windowCondition, windowParameters } from '#lib/db/run/run-window.ts';

interface Row extends StandingRow {
  fingerprint: string;
  type: string | null;
  message: string | null;
  first_seen_at: Date;
  status_by: string | null;
  n: number;
  slices: number[];
  jobs: string[] | null;
  queues: string[] | null;
  systems: string[] | null;
  versions: string[] | null;
  last_run_id: string;
}

export const sparklineSlices = 24;
/** Without the counts that end now, which are read apart. */
export type GroupFacts = Omit<ErrorGroup, 'recent'>;

/**
 * Error groups of the runs in the window, the most frequent first, after `offset`; `fingerprint` picks one. First and last
 * seen are of all time where the group is kept, else of the window.
 */
export async function selectErrorGroups(
  db: Queryable,
  options: { filter: ResolvedFilter; fromMs: number; toMs: number; nowMs: number; limit: number; offset: number },
): Promise<GroupFacts[]> {
  const { filter, fromMs, toMs, nowMs, limit, offset } = options;
  const { rows } = await db.query<Row>(
    `with hit as (
       select id, error_fingerprint, error_type, error_message, queue_id, job_id, version_id, ordered_at,
         least(${sparklineSlices - 1}, floor(extract(epoch from ordered_at - $15::timestamptz)
           / extract(epoch from $16::timestamptz - $15::timestamptz) * ${sparklineSlices})::int4) as slice
       from run
       where queue_id = any($1::int4[]) and ${windowCondition('first')} and error_fingerprint is not null
         and ${runCondition(filter)}
       order by ordered_at desc limit 200000
     ), slice as (
       select error_fingerprint, slice, count(*)::int4 as n from hit group by 1, 2
     ), grouped as (
       select error_fingerprint, count(*)::int4 as n, min(ordered_at) as first_at, max(ordered_at) as last_at,
         (array_agg(error_type order by ordered_at desc))[1] as type,
         (array_agg(error_message order by ordered_at desc))[1] as message,
         (array_agg(id order by ordered_at desc))[1] as last_run_id,
         array_agg(distinct job_id) as job_ids, array_agg(distinct queue_id) as queue_ids,
         array_agg(distinct version_id) as version_ids
       from hit group by 1
       order by count(*) desc, error_fingerprint limit $19 offset $20
     )
     select encode(g.error_fingerprint, 'hex') as fingerprint, coalesce(e.type, g.type) as type,
       coalesce(e.message, g.message, '') as message, least(e.first_seen_at, g.first_at) as first_seen_at,
       greatest(e.last_seen_at, g.last_at) as last_seen_at, e.status, e.status_at, e.status_by, e.ignored_until, e.ignored_runs, g.n, g.last_run_id,
       array(select coalesce(s.n, 0) from generate_series(0, ${sparklineSlices - 1}) as i(slice)
             left join slice s on s.error_fingerprint = g.error_fingerprint and s.slice = i.slice order by i.slice) as slices,
       ${runsSince('g.error_fingerprint')} as runs_since,
       array(select value from dim where id = any(g.job_ids) order by value limit 20) as jobs,
       array(select distinct name from queue where id = any(g.queue_ids) order by name limit 20) as queues,
       array(select distinct system.value from queue join dim system on system.id = queue.system_id
             where queue.id = any(g.queue_ids) order by 1 limit 20) as systems,
       array(select value from dim where id = any(g.version_ids) order by value limit 20) as versions
     from grouped g left join error_group e on e.fingerprint = g.error_fingerprint
     order by g.n desc, g.error_fingerprint`,
    [...filterParameters(filter), ...(await windowParameters(db, { fromMs, toMs }, 'first')), limit, offset],
  );
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    type: row.type,
    message: row.message ?? '',
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    status: rowStanding(row, nowMs),
    statusAt: row.status_at?.toISOString() ?? null,
    statusBy: row.status_by,
    ignoredUntil: row.ignored_until?.toISOString() ?? null,
    ignoredRuns: row.ignored_runs,
    count: row.n,
    sparkline: row.slices,
    jobs: row.jobs ?? [],
    queues: row.queues ?? [],
    systems: row.systems ?? [],
    versions: row.versions ?? [],
    lastRunId: row.last_run_id,
  }));
}
