// SQL against the outbox that an operator may have installed beside pg-boss: outbox.sql. Read-only.
import type pg from 'pg';
import type { Micros } from '#lib/domain/evidence.ts';
import type { OutboxCursor, OutboxPlace } from '#lib/watch/outbox-cursor.ts';
import type { JobRow, JobState } from './job-row.ts';
import { type Layout, parentsOf } from './select-jobs.ts';

/** One change of a job: the row as it was written, or, for a deletion, as it was. */
export interface JobChange {
  xid: number;
  seq: number;
  at: Micros;
  op: 'INSERT' | 'UPDATE' | 'DELETE';
  /** A deletion that puts the job back in the same transaction: how pg-boss fails a job. */
  isReplaced: boolean;
  row: JobRow;
}

export interface OutboxState {
  /** It is there and listens. */
  isThere: boolean;
  isReadable: boolean;
}

export async function selectOutboxState(client: pg.ClientBase, schema: string): Promise<OutboxState> {
  const found = await client.query<OutboxState>(
    `select to_regclass('signalbox_outbox.pg_boss') is not null
            and exists (select from pg_trigger where tgrelid = to_regclass($1) and tgname = 'signalbox_outbox' and tgenabled <> 'D') as "isThere",
            case when to_regclass('signalbox_outbox.pg_boss') is not null then has_schema_privilege('signalbox_outbox', 'usage')
                 and has_table_privilege('signalbox_outbox.pg_boss', 'select') else false end as "isReadable"`,
    [`"${schema.replaceAll('"', '""')}".job`],
  );
  const { isThere = false, isReadable = false } = found.rows[0] ?? {};
  return { isThere, isReadable: isThere && isReadable };
}

/** What a source lacks without it, in words with a remedy. */
export function outboxFaults({ isThere, isReadable }: OutboxState): string[] {
  if (isReadable) return [];
  if (!isThere) return ['attempts and errors that come and go between two polls: signalbox outbox install pg-boss'];
  return ['the outbox may not be read: grant usage on schema signalbox_outbox and select on its tables'];
}

interface ChangeRecord extends Omit<JobChange, 'row'> {
  job: Record<string, unknown>;
  parents: JobRow['parents'];
}

/** Changes of these queues (none = all) from the cursor on, in the order of transactions. */
export async function selectChanges(
  client: pg.ClientBase,
  layout: Layout,
  { horizon, after }: OutboxCursor,
  queues: readonly string[],
  limit: number,
): Promise<JobChange[]> {
  const found = await client.query<ChangeRecord>(
    `select o.xid::text::int8 as xid, o.seq, (extract(epoch from o.at) * 1000000)::int8 as at, o.op, o.job,
            ${parentsOf(layout, "(o.job ->> 'name')", 'o.job_id')} as parents,
            o.op = 'DELETE' and exists (select from signalbox_outbox.pg_boss n
              where n.xid = o.xid and n.op = 'INSERT' and n.job_id = o.job_id) as "isReplaced"
       from signalbox_outbox.pg_boss o
      where o.backend_schema = $1 and o.xid >= $2::text::xid8
        and ($3::text is null or (o.xid, o.seq) > ($3::text::xid8, $4::int8))
        and (cardinality($5::text[]) = 0 or o.job ->> 'name' = any ($5))
      order by o.xid, o.seq limit $6`,
    [layout.schema, String(horizon), after === null ? null : String(after.xid), after?.seq ?? 0, queues, limit],
  );
  return found.rows.map(({ job, parents, ...change }) => ({ ...change, row: rowOf(job, parents, change.xid) }));
}

/** The oldest change that is still kept; null = there is none. */
export async function selectOldestChange(client: pg.ClientBase): Promise<OutboxPlace | null> {
  const found = await client.query<OutboxPlace>(
    'select xid::text::int8 as xid, seq from signalbox_outbox.pg_boss order by xid, seq limit 1',
  );
  return found.rows[0] ?? null;
}

/** The row as JSON, whose null columns were left out. */
function rowOf(job: Record<string, unknown>, parents: JobRow['parents'], xid: number): JobRow {
  const moment = (column: string): Micros | null => {
    const value = job[column];
    return typeof value === 'string' ? microsOf(value) : null;
  };
  const count = (column: string): number => Number(job[column] ?? 0);
  const text = (column: string): string | null => (typeof job[column] === 'string' ? (job[column] as string) : null);
  const createdOn = moment('created_on') ?? 0;
  return {
    id: String(job.id),
    name: String(job.name),
    state: String(job.state) as JobState,
    priority: count('priority'),
    data: job.data ?? null,
    output: job.output ?? null,
    retryLimit: count('retry_limit'),
    retryCount: count('retry_count'),
    retryDelay: count('retry_delay'),
    retryBackoff: job.retry_backoff === true,
    startAfter: moment('start_after') ?? createdOn,
    createdOn,
    startedOn: moment('started_on'),
    completedOn: moment('completed_on'),
    keepUntil: moment('keep_until'),
    singletonKey: text('singleton_key'),
    sourceName: text('source_name'),
    sourceId: text('source_id'),
    traceContext: job.trace_context ?? null,
    parents,
    isBlocked: job.blocked === true && job.state !== 'active',
    xid,
  };
}

/** Postgres writes moments in JSON as ISO 8601 with up to six decimals, of which Date keeps three. */
function microsOf(text: string): Micros {
  const fraction = /\.(\d{1,6})/.exec(text)?.[1] ?? '';
  return Math.floor(Date.parse(text) / 1000) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
