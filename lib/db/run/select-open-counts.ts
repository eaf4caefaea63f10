import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

/** What runs themselves say about a lane's depth, for lanes whose backend is not read. */
export interface OpenCounts {
  queueId: number;
  /** Position in `runStates`. */
  state: number;
  n: number;
  /** Earliest moment from which one of them could have been taken. */
  oldest: Date | null;
}

/** Open runs per lane and state, of the last 30 days; counting stops at 100,000 in all. */
export async function selectOpenCounts(
  db: Queryable,
  queueIds: readonly number[],
  nowMs: number,
): Promise<OpenCounts[]> {
  const { rows } = await db.query<OpenCounts>(
    prepared(
      `select queue_id as "queueId", state, count(*)::int4 as n,
       min(greatest(coalesce(enqueued_at, ordered_at), coalesce(due_at, enqueued_at, ordered_at))) as oldest
     from (
       select queue_id, state, enqueued_at, due_at, ordered_at from run
       where queue_id = any($1::int4[]) and finished_at is null and state < 5 and redirect_to is null
         and ordered_at > $2::timestamptz - interval '30 days'
       limit 100000
     ) as open
     group by queue_id, state`,
      [queueIds, new Date(nowMs)],
    ),
  );
  return rows;
}
