import type { Queryable } from '#lib/db/pool.ts';
import { selectIdBounds } from '#lib/db/run/run-reach.ts';

export interface HandoffRow {
  queueId: number;
  /** The lane it comes from. */
  fromQueueId: number;
  startedMs: number;
  durationUs: number;
}

const dayMs = 24 * 3_600_000;
/** A run that ended longer before the window handed nothing over. Days that cannot hold later ones are not read. */
const longestHandoffMs = 7 * dayMs;

/**
 * Hand-offs into these lanes: from the end of the run before it in its journey, in another lane, to a run's start. Of
 * runs that carry one correlation ID the one that ended last before the start counts as the one before.
 */
export async function selectHandoffs(
  db: Queryable,
  queueIds: readonly number[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<HandoffRow[]> {
  const [started, ended] = await Promise.all([
    selectIdBounds(db, ['ordered'], { fromMs: fromMs - dayMs, toMs }),
    selectIdBounds(db, ['finished'], { fromMs: fromMs - longestHandoffMs, toMs }),
  ]);
  const { rows } = await db.query<HandoffRow>(
    `with later as materialized (
       select queue_id, correlation_id, started_at, id from run
       where queue_id = any($1::int4[]) and started_at >= $2 and started_at < $3
         and ordered_at >= $4 and ordered_at < $3 and id >= $6::uuid and id < $7::uuid
         and correlation_id is not null and correlation_rank <= 4 and redirect_to is null
       limit 50000
     ),
     -- hot runs have no index of their correlation: they are looked through once for all
     hot as (
       select distinct on (later.id) later.id, run_hot.queue_id, run_hot.finished_at
       from later join run_hot on run_hot.correlation_id = later.correlation_id
         and run_hot.queue_id <> later.queue_id and run_hot.finished_at <= later.started_at
       where run_hot.finished_at >= $5 and run_hot.redirect_to is null
       order by later.id, run_hot.finished_at desc
     )
     select later.queue_id as "queueId", earlier.queue_id as "fromQueueId", (extract(epoch from later.started_at) * 1000)::float8 as "startedMs",
       (extract(epoch from later.started_at - earlier.finished_at) * 1000000)::int8 as "durationUs"
     from later left join hot on hot.id = later.id
     cross join lateral (
       select * from (
         select hot.queue_id, hot.finished_at where hot.id is not null
         union all
         (select queue_id, finished_at from run_cold
          where correlation_id = later.correlation_id and queue_id <> later.queue_id
            and finished_at >= $5 and finished_at <= later.started_at and id >= $8::uuid and id < $9::uuid
            and redirect_to is null
          order by finished_at desc limit 1)
       ) as either order by finished_at desc limit 1
     ) earlier`,
    [
      queueIds,
      ...[fromMs, toMs, fromMs - dayMs, fromMs - longestHandoffMs].map((ms) => new Date(ms)),
      ...[started.least, started.below, ended.least, ended.below],
    ],
  );
  return rows;
}
