import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { LatestSample } from './select-latest-samples.ts';

/** The last reading of a lane within each step. */
export type SampleStep = Omit<LatestSample, 'at' | 'isPaused'> & { atMs: number; n: number };

/** Per lane and step of `stepMs` (counted from the epoch): the step's last reading, and how many readings it had. */
export async function selectSampleSeries(
  db: Queryable,
  options: { queueIds: readonly number[]; fromMs: number; toMs: number; stepMs: number },
): Promise<SampleStep[]> {
  const { rows } = await db.query<Omit<SampleStep, 'atMs'> & { at: Date }>(
    prepared(
      `select distinct on (queue_id, step) queue_id as "queueId", to_timestamp(step * $4::float8) as at,
       (count(*) over (partition by queue_id, step))::int4 as n,
       queued, scheduled, running, retrying, blocked, dead, oldest_waiting_ms as "oldestWaitingMs", workers
     from (select *, floor(extract(epoch from at) / $4::float8) as step from sample
           where queue_id = any($1::int4[]) and at >= $2 and at < $3) as reading
     order by queue_id, step, reading.at desc`,
      [options.queueIds, new Date(options.fromMs), new Date(options.toMs), options.stepMs / 1000],
    ),
  );
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
}
