// The columns of a run summary as every statement selects them, and their way into the contract's shape.
import type { RunSummary } from '#lib/contracts/run.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { unpackFidelity } from '#lib/domain/fidelity.ts';
import { runStates } from '#lib/domain/run.ts';
import { evidenceJoins } from './stored-evidence.ts';

/**
 * The run that caused this one (a flow's parent), found through its name at read time: a parent may become known after its children,
 * and a stored id would depend on that order. Of several births of a re-used name, the latest before the child is meant. `offset 0` keeps
 * the planner to looking names up, however few it takes them for.
 */
const parentRun = `(
  select parent.run_id from edge
  cross join lateral (
    select run_id, born_at from run_alias
    where alias = encode(substring(edge.target from 2), 'hex')::uuid and run_id is not null offset 0
  ) as parent
  where edge.run_id = r.id and parent.run_id <> r.id and edge.kind = ${edgeKinds.indexOf('parent-job')}
  order by parent.born_at > extract(epoch from r.ordered_at) * 1000000, parent.born_at desc limit 1)`;

/** Needs `r` (run) joined by `summaryJoins`. */
export const summaryColumns = `
  r.id, r.queue_id, r.state, r.attempts, r.failed_attempts, r.max_attempts, r.enqueued_at, r.due_at, r.started_at,
  r.finished_at, r.wait_us, r.duration_us, r.total_us, r.correlation_id, r.job_key,
  encode(r.trace_id, 'hex') as trace_id, r.error_type, r.error_message,
  encode(r.error_fingerprint, 'hex') as error_fingerprint, r.fidelity,
  extract(epoch from r.ordered_at) * 1000000 as ordered_us,
  environment.value as environment, system.value as system, source.value as source, queue.name as queue,
  job.value as job, worker.value as worker, version.value as version, tenant.value as tenant,
  schedule.value as schedule, declared.id as schedule_id, ${parentRun} as parent_run_id`;

export const summaryJoins = `${evidenceJoins}
  left join schedule declared on declared.environment = environment.value and declared.system = system.value
    and declared.name = schedule.value`;

export interface SummaryRow {
  id: string;
  queue_id: number;
  state: number;
  attempts: number;
  failed_attempts: number;
  max_attempts: number | null;
  enqueued_at: Date | null;
  due_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  wait_us: number | null;
  duration_us: number | null;
  total_us: number | null;
  parent_run_id: string | null;
  correlation_id: string | null;
  job_key: string | null;
  trace_id: string | null;
  error_type: string | null;
  error_message: string | null;
  error_fingerprint: string | null;
  fidelity: number;
  ordered_us: string;
  environment: string;
  system: string;
  source: string | null;
  queue: string;
  job: string | null;
  worker: string | null;
  version: string | null;
  tenant: string | null;
  schedule: string | null;
  schedule_id: string | null;
}

export const isoOf = (date: Date | null): string | null => date?.toISOString() ?? null;
export const msOf = (us: number | null): number | null => (us === null ? null : us / 1000);

export function summaryOf(row: SummaryRow): RunSummary {
  const { fidelity, isSkewed, isLate } = unpackFidelity(row.fidelity);
  const hasError = row.error_message !== null || row.error_type !== null;
  return {
    id: row.id,
    environment: row.environment,
    source: row.source ?? '',
    system: row.system,
    queue: row.queue,
    queueId: String(row.queue_id),
    job: row.job,
    jobId: row.job_key,
    state: runStates[row.state] ?? 'vanished',
    attempts: row.attempts,
    failedAttempts: row.failed_attempts,
    maxAttempts: row.max_attempts,
    enqueuedAt: isoOf(row.enqueued_at),
    dueAt: isoOf(row.due_at),
    startedAt: isoOf(row.started_at),
    finishedAt: isoOf(row.finished_at),
    waitMs: msOf(row.wait_us),
    durationMs: msOf(row.duration_us),
    totalMs: msOf(row.total_us),
    worker: row.worker,
    version: row.version,
    tenant: row.tenant,
    correlationId: row.correlation_id,
    traceId: row.trace_id,
    schedule: row.schedule,
    scheduleId: row.schedule_id,
    parentRunId: row.parent_run_id,
    error: hasError
      ? { type: row.error_type, message: row.error_message ?? '', fingerprint: row.error_fingerprint }
      : null,
    fidelity,
    isSkewed,
    isLate,
  };
}
