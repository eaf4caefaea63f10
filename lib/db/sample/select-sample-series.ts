import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { LatestSample } from './select-latest-samples.ts';

/** The last reading of a lane within each step. */
export type SampleStep = Omit<LatestSample, 'at' | 'isPaused'> & { atMs: number };

/** Per lane and step of `stepMs` (counted from the epoch): the step's last reading, looked up one by one, as there are many in a step. */
export async function selectSampleSeries(
  db: Queryable,
  options: { queueIds: readonly number[]; fromMs: number; toMs: number; stepMs: number },
): Promise<SampleStep[]> {
  const { queueIds, fromMs, toMs, stepMs } = options;
  const { rows } = await db.query<Omit<SampleStep, 'atMs'> & { at: Date }>(
    prepared(
      `select lane.id as "queueId", step.at, last.* from unnest((select $1::int4[])) as lane(id)
       cross join lateral (
         select at, at + make_interval(secs => $4) as until from generate_series(
           date_bin(make_interval(secs => $4), $2::timestamptz, 'epoch'), $3::timestamptz, make_interval(secs => $4)) as at
       ) as step
       cross join lateral (
         select queued, scheduled, running, retrying, blocked, dead, oldest_waiting_ms as "oldestWaitingMs", workers from sample
         where queue_id = lane.id and at >= greatest(step.at, $2) and at < least(step.until, $3)
         order by at desc limit 1
       ) as last`,
      [queueIds, new Date(fromMs), new Date(toMs), stepMs / 1000],
    ),
  );
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
}
