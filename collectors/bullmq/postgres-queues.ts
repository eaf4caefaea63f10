// SQL against BullMQ's own tables on PostgreSQL. Read-only; table names come with the schema in front.
import type pg from 'pg';
import type { QueueSample, ScheduleFact } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import { smallColumn } from '#lib/watch/small-column.ts';
import type { BullEvent } from './follow-events.ts';
import { carrierIn, type JobFacts, parentIn } from './job-facts.ts';
import type { RecordState } from './record-to-evidence.ts';

/** The schema, quoted. Throws AppError('unavailable') when BullMQ has no tables in it. */
export async function readSchema(client: pg.ClientBase, schema: string): Promise<string> {
  const found = await client.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = 'event'`,
    [schema],
  );
  if (found.rowCount) return `"${schema}"`;
  throw new AppError(
    'unavailable',
    `There is no table ${schema}.event: BullMQ has not been started here, or its schema has another name.`,
  );
}

export interface EventRow {
  id: number;
  queue: string;
  event: string;
  data: Record<string, unknown> | null;
  atMs: number;
}

/**
 * Events written by transactions from `horizon` on, in order, without those in `seen`: ids are drawn before the commit, so an event may
 * appear after one with a higher id. The log is short (about ten thousand rows), one scan of it at most `limit` rows out.
 */
export async function selectEvents(
  client: pg.ClientBase,
  schema: string,
  horizon: number | null,
  seen: readonly number[],
  queues: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  const found = await client.query<EventRow>(
    `with c as (select pg_snapshot_xmax(pg_current_snapshot())::text::int8 as next)
     select e.id, e.queue, e.event, e.data, e.created_at_ms as "atMs" from ${schema}.event e, c
      where ($1::int8 is null or (c.next - e.xmin::text::int8 & 4294967295) <= c.next - $1)
        and not (e.id = any($2::int8[])) and (cardinality($3::text[]) = 0 or e.queue = any($3))
      order by e.id limit $4`,
    [horizon, seen, queues, limit],
  );
  return found.rows;
}

export function toEvent(row: EventRow): BullEvent {
  const data = row.data ?? {};
  const text = (name: string): string | undefined => (data[name] == null ? undefined : String(data[name]));
  const delay = data.delay == null ? Number.NaN : Number(data.delay);
  return {
    id: `e${row.id}`,
    at: row.atMs * 1000,
    event: row.event,
    jobId: text('jobId') ?? '',
    prev: text('prev'),
    delayMs: Number.isFinite(delay) ? delay : undefined,
    failedReason: text('failedReason'),
    name: text('name'),
  };
}

interface RecordRow {
  queue: string;
  id: string;
  state: RecordState;
  name: string;
  data: unknown;
  opts: unknown;
  maxAttempts: number;
  made: number;
  timestampMs: number;
  delayMs: number;
  priority: number;
  schedulerId: string | null;
  parentQueue: string | null;
  parentId: string | null;
  parentKey: string | null;
  processedOnMs: number | null;
  finishedOnMs: number | null;
  worker: string | null;
  failedReason: string | null;
  stacktrace: unknown;
}

export interface BullRecord {
  queue: string;
  jobId: string;
  state: RecordState;
  facts: JobFacts;
}

const columns = `j.queue, j.id, j.state::text as state, j.name, ${smallColumn('j.data')} as data, ${smallColumn('j.opts')} as opts, j.max_attempts as "maxAttempts", j.attempts_made as made,
  j.added_at_ms as "timestampMs", j.delay_ms as "delayMs", j.priority, j.scheduler_id as "schedulerId", j.parent_queue as "parentQueue",
  j.parent_id as "parentId", j.parent_key as "parentKey", j.processed_at_ms as "processedOnMs", j.finished_at_ms as "finishedOnMs",
  j.processed_by as worker, left(j.failed_reason, 65536) as "failedReason", ${smallColumn('j.stacktrace')} as stacktrace`;

/** Records by queue and id: through the primary key. */
export async function selectRecords(
  client: pg.ClientBase,
  schema: string,
  wanted: readonly { queue: string; jobId: string }[],
): Promise<BullRecord[]> {
  if (wanted.length === 0) return [];
  const found = await client.query<RecordRow>(
    `select ${columns} from ${schema}.job j join unnest($1::text[], $2::text[]) as w(queue, id) on j.queue = w.queue and j.id = w.id`,
    [wanted.map((w) => w.queue), wanted.map((w) => w.jobId)],
  );
  return found.rows.map(toRecord);
}

/** All records there are, newest first, up to `most`: what happened before the log began. */
export async function selectLatestRecords(
  client: pg.ClientBase,
  schema: string,
  queues: readonly string[],
  beforeMs: number,
  most: number,
): Promise<BullRecord[]> {
  const found = await client.query<RecordRow>(
    `select ${columns} from ${schema}.job j
      where (cardinality($1::text[]) = 0 or j.queue = any($1)) and j.added_at_ms <= $2 order by j.added_at_ms desc limit $3`,
    [queues, beforeMs, most],
  );
  return found.rows.map(toRecord);
}

function toRecord(row: RecordRow): BullRecord {
  const {
    queue,
    id: jobId,
    state,
    opts,
    parentQueue,
    parentId,
    parentKey,
    stacktrace,
    made,
    maxAttempts,
    ...rest
  } = row;
  const parent =
    parentQueue !== null && parentId !== null ? { queue: parentQueue, jobId: parentId } : parentIn(parentKey, null);
  const facts: JobFacts = {
    ...rest,
    carrier: carrierIn(opts),
    maxAttempts: maxAttempts || 1,
    made,
    parent,
    stacktrace: Array.isArray(stacktrace) ? stacktrace.map(String) : [],
  };
  return { queue, jobId, state, facts };
}

/** Depths: the open states by their partial indexes; the failed are counted one by one. */
export async function selectSamples(
  client: pg.ClientBase,
  schema: string,
  queues: readonly string[],
  at: Micros,
): Promise<QueueSample[]> {
  const found = await client.query<Omit<QueueSample, 'at' | 'workers'>>(
    `select q.queue,
            count(*) filter (where j.state = 'waiting') as queued,
            count(*) filter (where j.state = 'delayed' and j.attempts_made = 0) as scheduled,
            count(*) filter (where j.state = 'active') as running,
            count(*) filter (where j.state = 'delayed' and j.attempts_made > 0) as retrying,
            count(*) filter (where j.state = 'waiting-children') as blocked,
            count(*) filter (where j.state = 'failed') as dead,
            (extract(epoch from clock_timestamp()) * 1000
              - min(greatest(j.added_at_ms + j.delay_ms, j.added_at_ms)) filter (where j.state = 'waiting'))::int8 as "oldestWaitingMs",
            exists (select from ${schema}.meta p where p.queue = q.queue and p.field = 'paused' and p.value is not null
                                                 and p.value not in ('0', 'false')) as "isPaused"
       from (select distinct queue from ${schema}.meta) q
       left join ${schema}.job j on j.queue = q.queue and j.state <> 'completed'
      where cardinality($1::text[]) = 0 or q.queue = any($1)
      group by q.queue order by q.queue limit 5000`,
    [queues],
  );
  return found.rows.map((row) => ({
    ...row,
    at,
    oldestWaitingMs: row.oldestWaitingMs === null ? null : Math.max(0, row.oldestWaitingMs),
    workers: null,
  }));
}

export interface LogBounds {
  queue: string;
  oldest: number;
  newest: number;
  /** The log is cut to this many ids of the whole database. */
  maxLength: number;
}

export async function selectLogBounds(client: pg.ClientBase, schema: string): Promise<LogBounds[]> {
  const found = await client.query<LogBounds>(
    `select e.queue, min(e.id) as oldest, max(e.id) as newest,
            coalesce((select m.value::int8 from ${schema}.meta m where m.queue = e.queue and m.field = 'opts.maxLenEvents'), 10000) as "maxLength"
       from ${schema}.event e group by e.queue`,
  );
  return found.rows;
}

export async function selectSchedulers(client: pg.ClientBase, schema: string): Promise<ScheduleFact[]> {
  const found = await client.query<Omit<ScheduleFact, 'nextDueAt'> & { nextMs: number | null }>(
    `select scheduler_id as name, queue, name as job, pattern as expression, every_ms as "everyMs", tz as "timeZone", next_run_ms as "nextMs"
       from ${schema}.scheduler order by queue, scheduler_id limit 2000`,
  );
  return found.rows.map(({ nextMs, ...fact }) => ({ ...fact, nextDueAt: nextMs === null ? null : nextMs * 1000 }));
}
