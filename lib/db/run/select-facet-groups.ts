// Runs counted by all of their facets at once. What is read is bounded per lane, the newest first; where a lane has more, nothing older than
// its oldest run that was read is counted, of any lane: so the counts of all lanes are of the same stretch of time.
import type { Window } from '#lib/contracts/window.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { runStates } from '#lib/domain/run.ts';
import type { FacetGroup } from '#lib/stats/facets.ts';
import { filterParameters, runCondition } from './run-filter.ts';
import { windowCondition, windowParameters } from './run-window.ts';

/** Read in all, about 100 ms' work; each lane at least `leastOfLane`. */
const maxRead = 60_000;
const leastOfLane = 1_000;

type Row = Omit<FacetGroup, 'state'> & { state: number; since: Date | null };

const columns = 'queue_id, state, job_id, worker_id, version_id, tenant_id';

export async function selectFacetGroups(
  db: Queryable,
  filter: ResolvedFilter,
  window: Window,
): Promise<{ groups: FacetGroup[]; since: Date | null }> {
  const perLane = Math.max(leastOfLane, Math.ceil(maxRead / Math.max(1, filter.queueIds.length)));
  const by = filter.by ?? 'first';
  const { rows } = await db.query<Row>(
    `with looked as materialized (
       select hit.* from unnest($1::int4[]) as lane(id)
       cross join lateral (
         select * from run where queue_id = lane.id and ${windowCondition(by)}
         order by ordered_at desc limit $19
       ) hit
     ),
     since as (
       select max(oldest) as at from (
         select min(ordered_at) as oldest from looked group by queue_id having count(*) >= $19
       ) as full_lane
     ),
     counted as (
       select ${columns}, count(*)::int4 as n from looked
       where ordered_at >= coalesce((select at from since), '-infinity'::timestamptz) and ${runCondition(filter)}
       group by ${columns}
     )
     select counted.state, counted.n, (select at from since) as since, queue.name as queue, system.value as system,
       job.value as job, worker.value as worker, version.value as version, tenant.value as tenant
     from counted
     join queue on queue.id = counted.queue_id
     join dim system on system.id = queue.system_id
     left join dim job on job.id = counted.job_id
     left join dim worker on worker.id = counted.worker_id
     left join dim version on version.id = counted.version_id
     left join dim tenant on tenant.id = counted.tenant_id`,
    [...filterParameters(filter), ...(await windowParameters(db, window, by)), perLane],
  );
  return {
    groups: rows.map(({ since: _, state, ...row }) => ({ ...row, state: runStates[state] ?? 'vanished' })),
    since: rows[0]?.since ?? null,
  };
}
