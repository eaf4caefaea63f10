import type { Neighbour } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { runStates } from '#lib/domain/run.ts';
import { joinRun } from './join-run.ts';
import { msOf } from './summary-row.ts';

interface Row {
  id: string;
  state: number;
  at: Date;
  wait_us: number | null;
  duration_us: number | null;
}

const eachWay = 30;
/** Runs of the lane that are looked at on each side: a rare job has fewer neighbours, never a slow page. */
const maxLooked = 2_000;

const side = (comparison: '<' | '>', order: 'asc' | 'desc'): string => `(
  select id, state, ordered_at as at, wait_us, duration_us from (
    select * from run
    where queue_id = (select queue_id from own) and redirect_to is null
      and (ordered_at, id) ${comparison} ((select ordered_at from own), $1::uuid)
    order by ordered_at ${order}, id ${order} limit ${maxLooked}
  ) as looked
  where job_id is not distinct from (select job_id from own) limit ${eachWay})`;

/** The run and up to 30 of the same job on either side of it, in order of time. */
export async function selectNeighbours(db: Queryable, runId: string): Promise<Neighbour[]> {
  const { rows } = await db.query<Row>(
    prepared(
      `with own as materialized (select id, state, ordered_at, wait_us, duration_us, queue_id, job_id
         from unnest((select array[$1::uuid])) as asked(run_id) ${joinRun('r', 'run_id')})
     select id, state, ordered_at as at, wait_us, duration_us from own
     union all ${side('<', 'desc')} union all ${side('>', 'asc')} order by at, id`,
      [runId],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    state: runStates[row.state] ?? 'vanished',
    at: row.at.toISOString(),
    waitMs: msOf(row.wait_us),
    durationMs: msOf(row.duration_us),
  }));
}
