import type { Queryable } from '#lib/db/pool.ts';
import { selectIdBounds } from '#lib/db/run/run-reach.ts';
import { runStates } from '#lib/domain/run.ts';

/** How one run ended, for counting failures in a row. */
export interface Outcome {
  queueId: number;
  jobId: number;
  atMs: number;
  isDead: boolean;
}

/**
 * The latest `perLane` outcomes of each lane in [from, to), newest first; of these jobs alone where `jobs` pairs are given. Only runs that
 * succeeded or are dead count: what was cancelled or vanished says nothing about the job.
 */
export async function selectOutcomes(
  db: Queryable,
  of: { pairs: readonly { queueId: number; jobId: number | null }[]; fromMs: number; toMs: number; perLane: number },
): Promise<Outcome[]> {
  if (of.pairs.length === 0) return [];
  const { least, below } = await selectIdBounds(db, ['finished'], of);
  const { rows } = await db.query<{ queueId: number; jobId: number; at: Date; isDead: boolean }>(
    `select lane.queue_id as "queueId", coalesce(ended.job_id, 0) as "jobId", ended.finished_at as at, ended.state = $6 as "isDead"
       from unnest($1::int4[], $2::int4[]) as lane(queue_id, job_id) cross join lateral (
         select run.job_id, run.finished_at, run.state from run
          where run.queue_id = lane.queue_id and run.finished_at >= $3 and run.finished_at < $4 and run.redirect_to is null
            and run.id >= $8::uuid and run.id < $9::uuid and run.state in ($6, $7) and (lane.job_id is null or run.job_id = lane.job_id)
          order by run.finished_at desc, run.id desc limit $5) as ended`,
    [
      of.pairs.map((pair) => pair.queueId),
      of.pairs.map((pair) => pair.jobId),
      new Date(of.fromMs),
      new Date(of.toMs),
      of.perLane,
      runStates.indexOf('dead'),
      runStates.indexOf('succeeded'),
      least,
      below,
    ],
  );
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() })).sort((a, b) => b.atMs - a.atMs);
}
