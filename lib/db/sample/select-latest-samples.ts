import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

/** The newest reading of a lane; null fields were not measured. */
export interface LatestSample {
  queueId: number;
  at: Date;
  queued: number | null;
  scheduled: number | null;
  running: number | null;
  retrying: number | null;
  blocked: number | null;
  dead: number | null;
  oldestWaitingMs: number | null;
  workers: number | null;
  isPaused: boolean | null;
}

const columns = `at, queued, scheduled, running, retrying, blocked, dead, oldest_waiting_ms as "oldestWaitingMs",
  workers, is_paused as "isPaused"`;

/** The last sample at or before `atMs` of each lane, not older than a day. */
export async function selectLatestSamples(
  db: Queryable,
  queueIds: readonly number[],
  atMs: number,
): Promise<LatestSample[]> {
  const { rows } = await db.query<LatestSample>(
    prepared(
      `select lane.id as "queueId", last.* from unnest($1::int4[]) as lane(id)
     cross join lateral (
       select ${columns} from sample
       where queue_id = lane.id and at <= $2 and at > $2::timestamptz - interval '1 day'
       order by at desc limit 1
     ) last`,
      [queueIds, new Date(atMs)],
    ),
  );
  return rows;
}
