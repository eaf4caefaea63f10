import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';
import type { AttemptColumns } from '#lib/derive/view-run.ts';

export interface AttemptWrite {
  runId: string;
  queueId: number;
  jobId: number | null;
  attempt: AttemptColumns;
}

const columns =
  'run_id, number, queue_id, job_id, state, will_retry, started_at, finished_at, duration_us, worker_id, error_type, error_message, error_stack, error_fingerprint, trace_id, span_id, fidelity';
const columnCount = 17;
const setList = columns
  .split(', ')
  .slice(2)
  .map((c) => `${c} = excluded.${c}`)
  .join(', ');

/** Once a session. */
export async function prepareAttemptStage(client: Client): Promise<void> {
  await client.query(
    `create temp table stage_attempt on commit delete rows as select ${columns} from attempt with no data`,
  );
}

/** Attempts of runs that have none stored yet. */
export async function insertAttempts(client: Client, writes: readonly AttemptWrite[]): Promise<void> {
  await copyInto(client, `attempt (${columns})`, encode(writes));
}

/** Attempts of runs that may have some stored. */
export async function upsertAttempts(client: Client, writes: readonly AttemptWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await copyInto(client, `stage_attempt (${columns})`, encode(writes));
  await client.query({
    name: 'upsert-attempts',
    text: `insert into attempt (${columns}) select ${columns} from stage_attempt on conflict (run_id, number) do update set ${setList}`,
  });
}

/** Deletes the attempts of each run that lie outside of its numbers `first` to `last`. */
export async function trimAttempts(
  client: Client,
  runs: readonly { id: string; first: number; last: number }[],
): Promise<void> {
  if (runs.length === 0) return;
  await client.query(
    `delete from attempt a using unnest($1::uuid[], $2::int4[], $3::int4[]) as w(id, first, last)
      where a.run_id = w.id and (a.number < w.first or a.number > w.last)`,
    [runs.map((r) => r.id), runs.map((r) => r.first), runs.map((r) => r.last)],
  );
}

function encode(writes: readonly AttemptWrite[]): CopyRows {
  const rows = new CopyRows(writes.length * 224);
  for (const { runId, queueId, jobId, attempt: a } of writes) {
    rows.row(columnCount);
    rows.uuid(runId);
    rows.int2(a.number);
    rows.int4(queueId);
    rows.int4(jobId);
    rows.int2(a.state);
    rows.bool(a.willRetry);
    rows.timestamp(a.startedAt);
    rows.timestamp(a.finishedAt);
    rows.int8(a.durationUs);
    rows.int4(a.workerId);
    rows.text(a.error?.type ?? null);
    rows.text(a.error?.message ?? null);
    rows.text(a.error?.stack ?? null);
    rows.hex(a.fingerprint);
    rows.hex(a.traceId);
    rows.hex(a.spanId);
    rows.int2(a.fidelity);
  }
  return rows;
}
