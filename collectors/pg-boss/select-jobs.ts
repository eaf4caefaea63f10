// SQL against pg-boss's own tables, by columns that are there: its minor versions change them often. Read-only.
import type pg from 'pg';
import { AppError } from '#lib/errors.ts';
import { smallColumn } from '#lib/watch/small-column.ts';
import type { JobRow } from './job-row.ts';

/** Queues of pg-boss's own. */
const internal = '\\_\\_pgboss\\_\\_%';

export interface Layout {
  schema: string;
  schemaVersion: number | null;
  jobColumns: ReadonlySet<string>;
  scheduleColumns: ReadonlySet<string>;
  queueColumns: ReadonlySet<string>;
  dependencyColumns: ReadonlySet<string>;
}

/** Finds out which tables and columns there are. Throws AppError('unavailable') when pg-boss has none in this schema. */
export async function readLayout(client: pg.ClientBase, schema: string): Promise<Layout> {
  const found = await client.query<{ table: string; column: string }>(
    `select c.relname as "table", a.attname as "column" from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname in ('job', 'schedule', 'queue', 'version', 'job_dependency') and a.attnum > 0 and not a.attisdropped`,
    [schema],
  );
  const columnsOf = (table: string) => new Set(found.rows.filter((r) => r.table === table).map((r) => r.column));
  const jobColumns = columnsOf('job');
  if (jobColumns.size === 0) {
    throw new AppError(
      'unavailable',
      `There is no table ${schema}.job: pg-boss has not been started here, or its schema has another name.`,
    );
  }
  if (!jobColumns.has('created_on')) {
    throw new AppError(
      'unavailable',
      `The tables in schema ${schema} are of a pg-boss before version 10, which cannot be read.`,
    );
  }
  const version =
    columnsOf('version').size > 0
      ? await client.query<{ version: number }>(`select version from ${quote(schema)}.version`)
      : null;
  return {
    schema,
    schemaVersion: version?.rows[0]?.version ?? null,
    jobColumns,
    scheduleColumns: columnsOf('schedule'),
    queueColumns: columnsOf('queue'),
    dependencyColumns: columnsOf('job_dependency'),
  };
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const micros = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;

/** SQL for the jobs that one waits for (late 12.x), by expressions for its queue and id: through the primary key. */
export function parentsOf({ schema, dependencyColumns }: Layout, queue: string, id: string): string {
  if (!dependencyColumns.has('parent_id')) return `'[]'::json`;
  return `(select coalesce(json_agg(json_build_object('queue', d.parent_name, 'jobId', d.parent_id)), '[]')
             from ${quote(schema)}.job_dependency d where d.child_name = ${queue} and d.child_id = ${id})`;
}

export interface Position {
  /** Transactions below this one were seen to their end: the horizon when the reading of this round began. */
  horizon: number | null;
  /** Within a round: the last row read. */
  after: { xid: number; id: string } | null;
}

export interface Snapshot {
  /** The oldest transaction still under way: what was written before it can be seen. */
  horizon: number;
  /** Microseconds, by the backend's clock. */
  now: number;
}

export async function selectSnapshot(client: pg.ClientBase): Promise<Snapshot> {
  const found = await client.query<Snapshot>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text::int8 as horizon, ${micros('clock_timestamp()')} as now`,
  );
  return found.rows[0] as Snapshot;
}

/**
 * Rows written by transactions from `position` on, oldest first. pg-boss has no column that tells of a change; the system column xmin
 * does: a row's latest writer. No index helps: one scan of the table, at most `limit` rows out.
 */
export async function selectChangedJobs(
  client: pg.ClientBase,
  layout: Layout,
  position: Position,
  queues: readonly string[],
  limit: number,
): Promise<JobRow[]> {
  const { schema, jobColumns } = layout;
  const optional = (column: string, otherwise: string): string => (jobColumns.has(column) ? `j.${column}` : otherwise);
  const found = await client.query<JobRow>(
    `with c as (select pg_snapshot_xmax(pg_current_snapshot())::text::int8 as next),
     j as (
       select j.*, c.next - (c.next - j.xmin::text::int8 & 4294967295) as xid from ${quote(schema)}.job j, c
        where ($1::int8 is null or (c.next - j.xmin::text::int8 & 4294967295) <= c.next - $1)
          and (cardinality($4::text[]) = 0 or j.name = any($4)) and j.name not like '${internal}'
     )
     select j.id, j.name, j.state::text as state, j.priority,
            ${smallColumn('j.data')} as data,
            coalesce(${smallColumn('j.output')}, case when j.output is not null then
              jsonb_build_object('name', left(j.output ->> 'name', 256), 'message', left(j.output ->> 'message', 2048)) end) as output,
            j.retry_limit as "retryLimit",
            j.retry_count as "retryCount", j.retry_delay as "retryDelay", j.retry_backoff as "retryBackoff",
            ${micros('j.start_after')} as "startAfter", ${micros('j.created_on')} as "createdOn",
            ${micros('j.started_on')} as "startedOn", ${micros('j.completed_on')} as "completedOn",
            ${micros(optional('keep_until', 'null::timestamptz'))} as "keepUntil", j.singleton_key as "singletonKey",
            ${optional('source_name', 'null::text')} as "sourceName", ${optional('source_id', 'null::uuid')} as "sourceId",
            ${optional('trace_context', 'null::jsonb')} as "traceContext",
            ${parentsOf(layout, 'j.name', 'j.id')} as parents,
            ${optional('blocked', 'false')} and j.state < 'active' as "isBlocked", j.xid
       from j where ($2::int8 is null or (j.xid, j.id) > ($2, $3::uuid))
      order by j.xid, j.id limit $5`,
    [position.horizon, position.after?.xid ?? null, position.after?.id ?? null, queues, limit],
  );
  return found.rows;
}

/** Of rows known by queue and id, those that are no more. Through the primary key. */
export async function selectGoneJobs(
  client: pg.ClientBase,
  { schema }: Layout,
  rows: readonly { name: string; id: string }[],
): Promise<string[]> {
  const found = await client.query<{ id: string }>(
    `select w.id from unnest($1::text[], $2::uuid[]) as w(name, id)
      where not exists (select from ${quote(schema)}.job j where j.name = w.name and j.id = w.id)`,
    [rows.map((row) => row.name), rows.map((row) => row.id)],
  );
  return found.rows.map((row) => row.id);
}

export interface DepthRow {
  queue: string;
  queued: number;
  scheduled: number;
  running: number;
  retrying: number;
  blocked: number;
  dead: number;
  oldestWaitingMs: number | null;
}

/** Depth of every queue: one scan of the table. A queue without jobs is measured too: its depth is zero. */
export async function selectDepths(
  client: pg.ClientBase,
  { schema, jobColumns, queueColumns }: Layout,
  queues: readonly string[],
): Promise<DepthRow[]> {
  const blocked = jobColumns.has('blocked') ? 'j.blocked' : 'false';
  const table = quote(schema);
  const names = queueColumns.size > 0 ? `select name from ${table}.queue` : `select distinct name from ${table}.job`;
  const found = await client.query<DepthRow>(
    `select q.name as queue,
            count(*) filter (where j.state = 'created' and j.start_after <= now() and not ${blocked}) as queued,
            count(*) filter (where j.state = 'created' and j.start_after > now() and not ${blocked}) as scheduled,
            count(*) filter (where j.state = 'active') as running,
            count(*) filter (where j.state = 'retry') as retrying,
            count(*) filter (where j.state = 'created' and ${blocked}) as blocked,
            count(*) filter (where j.state = 'failed') as dead,
            (extract(epoch from now() - min(greatest(j.start_after, j.created_on))
               filter (where j.state < 'active' and j.start_after <= now() and not ${blocked})) * 1000)::int8 as "oldestWaitingMs"
       from (${names}) q left join ${table}.job j
              on j.name = q.name and j.state not in ('completed', 'cancelled')
      where (cardinality($1::text[]) = 0 or q.name = any($1)) and q.name not like '${internal}'
      group by q.name order by q.name limit 5000`,
    [queues],
  );
  return found.rows;
}

export interface ScheduleRow {
  name: string;
  key: string;
  cron: string;
  kind: string;
  timeZone: string | null;
}

export async function selectBossSchedules(client: pg.ClientBase, layout: Layout): Promise<ScheduleRow[]> {
  const { scheduleColumns } = layout;
  if (scheduleColumns.size === 0) return [];
  const key = scheduleColumns.has('key') ? 'key' : `''`;
  const kind = scheduleColumns.has('kind') ? 'kind' : `'cron'`;
  const found = await client.query<ScheduleRow>(
    `select name, ${key} as key, cron, ${kind} as kind, timezone as "timeZone" from ${quote(layout.schema)}.schedule
      order by name, 2 limit 2000`,
  );
  return found.rows;
}

export interface FiredRow {
  schedule: string;
  queue: string;
  id: string;
  createdOn: number;
}

/** The latest job of each schedule, where the library notes it (late 12.x) and the job is still there. */
export async function selectFired(client: pg.ClientBase, { schema, scheduleColumns }: Layout): Promise<FiredRow[]> {
  if (!scheduleColumns.has('last_job_id')) return [];
  const found = await client.query<FiredRow>(
    `select case when s.key = '' then s.name else s.name || ':' || s.key end as schedule, s.name as queue, j.id,
            ${micros('j.created_on')} as "createdOn"
       from ${quote(schema)}.schedule s join ${quote(schema)}.job j on j.name = s.name and j.id = s.last_job_id
      order by 1 limit 2000`,
  );
  return found.rows;
}
