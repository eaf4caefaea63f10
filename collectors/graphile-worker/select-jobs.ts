// SQL against Graphile Worker's own tables and our outbox beside them. Read-only. `_private_` tables are not promised to stay: what is
// needed is looked for first.
import type pg from 'pg';
import type { Found } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import type { OutboxCursor, OutboxPlace } from '#lib/watch/outbox-cursor.ts';
import { smallColumn } from '#lib/watch/small-column.ts';
import type { JobChange, JobRow } from './job-row.ts';

export interface Layout {
  schema: string;
  /** The library's last migration. */
  migration: number | null;
  hasOutbox: boolean;
  /** What the role may not do, in words with a remedy. */
  missing: string[];
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const micros = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;

/** Looks at what is there and what the role may see. Throws AppError('unavailable') when the library has no tables in this schema. */
export async function readLayout(client: pg.ClientBase, schema: string): Promise<Layout> {
  const jobs = `${quote(schema)}._private_jobs`;
  const found = await client.query<{ jobs: boolean; old: boolean; outbox: boolean; trigger: boolean; role: string }>(
    `select to_regclass($1) is not null as jobs, to_regclass($2) is not null as old, current_user as role,
            to_regclass('signalbox_outbox.graphile_worker') is not null as outbox,
            exists (select from pg_trigger where tgrelid = to_regclass($1) and tgname = 'signalbox_outbox' and tgenabled <> 'D') as trigger`,
    [jobs, `${quote(schema)}.jobs`],
  );
  const state = found.rows[0];
  if (!state?.jobs) throw new AppError('unavailable', absent(schema, state?.old ?? false));
  const rights = await client.query<{ hidden: boolean; outbox: boolean }>(
    `select row_security_active($1) as hidden,
            case when $2 then has_schema_privilege('signalbox_outbox', 'usage')
                          and has_table_privilege('signalbox_outbox.graphile_worker', 'select') else false end as outbox`,
    [jobs, state.outbox],
  );
  const hasOutbox = state.outbox && state.trigger && rights.rows[0]?.outbox === true;
  const missing: string[] = [];
  if (rights.rows[0]?.hidden) {
    missing.push(`row-level security hides every job from ${state.role}: alter role ${quote(state.role)} bypassrls`);
  }
  if (state.outbox && state.trigger && !hasOutbox) {
    missing.push(
      `${state.role} may not read the outbox: grant usage on schema signalbox_outbox and select on its tables`,
    );
  }
  if (!state.outbox || !state.trigger) {
    missing.push('jobs that come and go between two polls: signalbox outbox install graphile-worker');
  }
  return { schema, migration: await migrationOf(client, schema), hasOutbox, missing };
}

const absent = (schema: string, isOld: boolean): string =>
  isOld
    ? `The tables in schema ${schema} are of a Graphile Worker before 0.16, which cannot be read.`
    : `There is no table ${schema}._private_jobs: Graphile Worker has not been started here, or its schema has another name.`;

async function migrationOf(client: pg.ClientBase, schema: string): Promise<number | null> {
  const found = await client.query<{ id: number | null }>(`select max(id) as id from ${quote(schema)}.migrations`);
  return found.rows[0]?.id ?? null;
}

/** A row is deleted when its job succeeds and overwritten by each failure: only an outbox tells of both. */
export const foundBy = ({ hasOutbox }: Layout): Found =>
  hasOutbox
    ? {}
    : { transitions: { guarantee: 'poll-diff', attempts: 'derived' }, moments: { ended: 'inferred', errors: 'last' } };

export interface Snapshot {
  /** The oldest transaction still under way: what was written before it can be seen. */
  horizon: number;
  /** Microseconds, by the backend's clock. */
  now: Micros;
}

export async function selectSnapshot(client: pg.ClientBase): Promise<Snapshot> {
  const found = await client.query<Snapshot>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text::int8 as horizon, ${micros('clock_timestamp()')} as now`,
  );
  return found.rows[0] as Snapshot;
}

const jobColumns = `j.id::text as id, coalesce(t.identifier, 'task ' || j.task_id) as task, ${micros('j.created_at')} as "createdAt",
  ${micros('j.run_at')} as "runAt", j.attempts, j.max_attempts as "maxAttempts", j.priority, ${micros('j.locked_at')} as "lockedAt",
  j.locked_by as "lockedBy", left(j.last_error, 8192) as "lastError"`;

/** Jobs with an id above `after`, ascending. The table holds live and dead jobs only. */
export async function selectJobs(
  client: pg.ClientBase,
  { schema }: Layout,
  after: string,
  limit: number,
): Promise<JobRow[]> {
  const found = await client.query<JobRow>(
    `select ${jobColumns}, ${smallColumn('j.payload')} as payload,
            j.xmin::text::int8 as xid
       from ${quote(schema)}._private_jobs j left join ${quote(schema)}._private_tasks t on t.id = j.task_id
      where j.id > $1::int8 order by j.id limit $2`,
    [after, limit],
  );
  return found.rows;
}

/** Of these jobs, those that are no more. Through the primary key. */
export async function selectGone(client: pg.ClientBase, { schema }: Layout, ids: readonly string[]): Promise<string[]> {
  const found = await client.query<{ id: string }>(
    `select w.id::text as id from unnest($1::int8[]) as w(id)
      where not exists (select from ${quote(schema)}._private_jobs j where j.id = w.id)`,
    [ids],
  );
  return found.rows.map((row) => row.id);
}

/** Changes from the cursor on, in the order of transactions. */
export async function selectChanges(
  client: pg.ClientBase,
  { schema }: Layout,
  { horizon, after }: OutboxCursor,
  limit: number,
): Promise<JobChange[]> {
  const found = await client.query<JobChange>(
    `select j.xid::text::int8 as xid, j.seq, ${micros('j.at')} as at, j.op, j.job_id::text as id,
            ${jobColumns.replace('j.id::text as id, ', '')},
            j.was_attempts as "wasAttempts", ${micros('j.was_locked_at')} as "wasLockedAt", j.was_locked_by as "wasLockedBy",
            ${micros('j.was_run_at')} as "wasRunAt", j.carrier
       from signalbox_outbox.graphile_worker j left join ${quote(schema)}._private_tasks t on t.id = j.task_id
      where j.backend_schema = $1 and j.xid >= $2::text::xid8
        and ($3::text is null or (j.xid, j.seq) > ($3::text::xid8, $4::int8))
      order by j.xid, j.seq limit $5`,
    [schema, String(horizon), after === null ? null : String(after.xid), after?.seq ?? 0, limit],
  );
  return found.rows;
}

/** The oldest change that is still kept; null = there is none. */
export async function selectOldestChange(client: pg.ClientBase): Promise<OutboxPlace | null> {
  const found = await client.query<OutboxPlace>(
    'select xid::text::int8 as xid, seq from signalbox_outbox.graphile_worker order by xid, seq limit 1',
  );
  return found.rows[0] ?? null;
}

export interface DepthRow {
  queue: string;
  queued: number;
  scheduled: number;
  running: number;
  retrying: number;
  dead: number;
  oldestWaitingMs: number | null;
}

/** Depth by task; a task that is known and has no job has depth zero. */
export async function selectDepths(client: pg.ClientBase, { schema }: Layout): Promise<DepthRow[]> {
  const isOpen = 'j.locked_at is null and j.attempts < j.max_attempts';
  const found = await client.query<DepthRow>(
    `select t.identifier as queue,
            count(*) filter (where ${isOpen} and j.run_at <= now()) as queued,
            count(*) filter (where ${isOpen} and j.run_at > now() and j.attempts = 0) as scheduled,
            count(*) filter (where ${isOpen} and j.run_at > now() and j.attempts > 0) as retrying,
            count(*) filter (where j.locked_at is not null) as running,
            count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts) as dead,
            (extract(epoch from now() - min(j.run_at) filter (where ${isOpen} and j.run_at <= now())) * 1000)::int8 as "oldestWaitingMs"
       from ${quote(schema)}._private_tasks t left join ${quote(schema)}._private_jobs j on j.task_id = t.id
      group by t.identifier order by t.identifier limit 5000`,
  );
  return found.rows;
}

export interface WorkerRow {
  name: string;
  queue: string;
  seenAt: Micros;
}

/** Workers that hold a job now. */
export async function selectHolders(client: pg.ClientBase, { schema }: Layout): Promise<WorkerRow[]> {
  const found = await client.query<WorkerRow>(
    `select j.locked_by as name, t.identifier as queue, ${micros('clock_timestamp()')} as "seenAt"
       from ${quote(schema)}._private_jobs j join ${quote(schema)}._private_tasks t on t.id = j.task_id
      where j.locked_at is not null group by 1, 2 order by 1, 2 limit 2000`,
  );
  return found.rows;
}

/** Names of the library's crontab; its expressions are not in the database. */
export async function selectCrontabs(client: pg.ClientBase, { schema }: Layout): Promise<string[]> {
  const found = await client.query<{ identifier: string }>(
    `select identifier from ${quote(schema)}._private_known_crontabs order by identifier limit 2000`,
  );
  return found.rows.map((row) => row.identifier);
}
