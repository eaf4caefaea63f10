import { CopyRows, copyInto, copyPieces } from '#lib/db/copy-binary.ts';
import { dayOfId, daySuffix } from '#lib/db/partition/day.ts';
import type { Client } from '#lib/db/pool.ts';
import type { RunColumns } from '#lib/derive/view-run.ts';
import { AppError } from '#lib/errors.ts';
import { type Place, places } from './run-place.ts';

/** A run to be written. */
export interface RunWrite {
  id: string;
  revision: number;
  columns: RunColumns;
  evidence: Buffer;
  /** Of a new run. */
  place: Place;
}

const columns = [
  'id',
  'queue_id',
  'source_id',
  'job_id',
  'job_key',
  'state',
  'attempts',
  'max_attempts',
  'failed_attempts',
  'eventful',
  'enqueued_at',
  'due_at',
  'started_at',
  'finished_at',
  'ordered_at',
  'wait_us',
  'duration_us',
  'total_us',
  'worker_id',
  'ended_by',
  'version_id',
  'tenant_id',
  'schedule_id',
  'correlation_id',
  'correlation_rank',
  'trace_id',
  'error_type',
  'error_message',
  'error_fingerprint',
  'fidelity',
  'revision',
  'evidence',
  'place',
] as const;
const columnList = columns.join(', ');
const setList = columns
  .filter((c) => c !== 'id' && c !== 'place')
  .map((c) => `${c} = s.${c}`)
  .join(', ');

/** Once a session: the table through which rows are updated in bulk. */
export async function prepareRunStage(client: Client): Promise<void> {
  await client.query(
    `create temp table stage_run on commit delete rows as select ${columnList} from run with no data;
     alter table stage_run alter evidence set storage main;
     set enable_hashjoin = off; set enable_mergejoin = off`,
  );
}

/** Inserts new runs by one COPY, made while `free` is still pending and while Postgres stores them; see `copyPieces`. */
export function insertRuns(
  client: Client,
  free: Promise<unknown>,
  pieces: (rows: CopyRows) => AsyncIterable<unknown>,
): Promise<void> {
  return copyPieces(client, `run (${columnList})`, free, pieces);
}

/**
 * Updates known runs where they stand, by way of a temporary table. In this order: what is not found hot has been moved, also while the first
 * statement ran (`coolRuns`), and stays where it is; of an open run more is to be expected, so that it is made hot. Throws when one is not there any more.
 */
export async function updateRuns(client: Client, runs: readonly RunWrite[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = new CopyRows(runs.length * 512);
  for (const run of runs) encodeRun(rows, run);
  await copyInto(client, `stage_run (${columnList})`, rows);
  let left = runs.length - (await updateIn(client, 'run_hot'));
  if (left === 0) return;
  for (const day of new Set(runs.map(({ id }) => dayOfId(id))))
    left -= await updateIn(client, `run_cold_${daySuffix(day)}`);
  if (left > 0) left -= await heat(client);
  if (left > 0) throw new AppError('conflict', 'A run to be written is not there any more.');
}

/** Replaces what stands among the open runs by what is to be written. */
async function heat(client: Client): Promise<number> {
  const { rowCount } = await client.query({
    name: 'heat-runs',
    text: `with gone as (delete from run_open r using stage_run s where r.id = s.id returning s.*)
           insert into run (${columnList}) select * from gone`,
  });
  return rowCount ?? 0;
}

async function updateIn(client: Client, table: string): Promise<number> {
  const { rowCount } = await client.query({
    name: `update-${table}`,
    text: `update ${table} r set ${setList} from stage_run s where r.id = s.id`,
  });
  return rowCount ?? 0;
}

/** One row of `insertRuns`. */
export function encodeRun(rows: CopyRows, { id, revision, columns: c, evidence, place }: RunWrite): void {
  rows.row(columns.length);
  rows.uuid(id);
  rows.int4(c.queueId);
  rows.int4(c.sourceId);
  rows.int4(c.jobId);
  rows.text(c.jobKey);
  rows.int2(c.state);
  rows.int2(c.attemptCount);
  rows.int2(c.maxAttempts);
  rows.int2(c.failedAttempts);
  // an empty column takes no room, and an index of those that are not has these rows alone
  rows.bool(c.isEventful ? true : null);
  rows.timestamp(c.enqueuedAt);
  rows.timestamp(c.dueAt);
  rows.timestamp(c.startedAt);
  rows.timestamp(c.finishedAt);
  rows.timestamp(c.orderedAt);
  rows.int8(c.waitUs);
  rows.int8(c.durationUs);
  rows.int8(c.totalUs);
  rows.int4(c.workerId);
  rows.int4(c.endedBy);
  rows.int4(c.versionId);
  rows.int4(c.tenantId);
  rows.int4(c.scheduleId);
  rows.text(c.correlation?.id ?? null);
  rows.int2(c.correlation?.rank ?? null);
  rows.hex(c.traceId);
  rows.text(c.error?.type ?? null);
  rows.text(c.error?.message ?? null);
  rows.hex(c.fingerprint);
  rows.int4(c.fidelity);
  rows.int4(revision);
  rows.bytes(evidence);
  rows.letter(place);
}

/**
 * Makes merged runs redirects to the runs that took their evidence: they leave every list and count for nothing. Their attempts and edges
 * go; the survivor has them.
 */
export async function redirectRuns(client: Client, merged: readonly { id: string; into: string }[]): Promise<void> {
  if (merged.length === 0) return;
  const ids = merged.map((m) => m.id);
  const into = merged.map((m) => m.into);
  const set = `redirect_to = w.kept, evidence = '', attempts = 0, failed_attempts = 0, eventful = null, ended_by = null, correlation_id = null,
    trace_id = null, error_fingerprint = null, error_type = null, error_message = null, revision = r.revision + 1`;
  const those = 'from unnest($1::uuid[], $2::uuid[]) as w(id, kept) where r.id = w.id and r.redirect_to is null';
  // In the order of `updateRuns`. What counts for nothing does not stay among the open runs.
  for (const statement of [
    `update run_hot r set ${set} ${those}`,
    `update run r set place = '${places.cold}', ${set} ${those} and r.place = '${places.open}'`,
    `update run_cold r set ${set} ${those}`,
  ])
    await client.query(statement, [ids, into]);
  await client.query('delete from attempt where run_id = any($1::uuid[])', [ids]);
  await client.query('delete from edge where run_id = any($1::uuid[])', [ids]);
}
