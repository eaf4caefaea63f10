import type { Queryable } from '#lib/db/pool.ts';
import type { RunState } from '#lib/domain/run.ts';
import { runStates } from '#lib/domain/run.ts';

export const maxOpenRuns = 100_000;

export interface OpenJob {
  job: string | null;
  queued: number;
  scheduled: number;
  running: number;
  retrying: number;
  blocked: number;
  open: number;
  oldestQueuedAt: Date | null;
}

const place = (state: RunState): number => runStates.indexOf(state);
const inState = (state: RunState): string => `(count(*) filter (where state = ${place(state)}))::int4 as ${state}`;
const states = ['queued', 'scheduled', 'running', 'retrying', 'blocked'] as const;

/** Open runs of a lane by job and state, of the last 30 days, most first. */
export async function selectOpenByJob(db: Queryable, queueId: number, nowMs: number): Promise<OpenJob[]> {
  const { rows } = await db.query<OpenJob>(
    `select (select value from dim where id = job_id) as job, ${states.map(inState).join(', ')}, count(*)::int4 as open,
       min(ordered_at) filter (where state = ${place('queued')}) as "oldestQueuedAt"
     from (
       select job_id, state, ordered_at from run
       where queue_id = $1 and finished_at is null and state < 5 and redirect_to is null and ordered_at > $2::timestamptz - interval '30 days'
       limit ${maxOpenRuns}
     ) as found
     group by job_id order by count(*) desc, 1 limit 200`,
    [queueId, new Date(nowMs)],
  );
  return rows;
}
