// How the evidence of a run is read back: with the words of its columns, which it leaves out.
import type { Evidence } from '#lib/domain/evidence.ts';
import type { RunWords } from '#lib/domain/run-words.ts';
import { unpackEvidenceInRow } from '#lib/domain/unpack-evidence.ts';

/** Needs `r` (run) joined by `evidenceJoins`. */
export const evidenceColumns = `r.evidence, environment.value as environment, system.value as system, queue.name as queue,
  source.value as source, job.value as job, r.job_key, worker.value as worker, version.value as version, tenant.value as tenant,
  schedule.value as schedule, r.correlation_id, encode(r.trace_id, 'hex') as trace_id, r.error_type, r.error_message`;

export const evidenceJoins = `
  join queue on queue.id = r.queue_id
  join dim environment on environment.id = queue.environment_id
  join dim system on system.id = queue.system_id
  left join dim source on source.id = r.source_id
  left join dim job on job.id = r.job_id
  left join dim worker on worker.id = r.worker_id
  left join dim version on version.id = r.version_id
  left join dim tenant on tenant.id = r.tenant_id
  left join dim schedule on schedule.id = r.schedule_id`;

export interface EvidenceRow {
  evidence: Buffer;
  environment: string;
  system: string;
  queue: string;
  source: string | null;
  job: string | null;
  job_key: string | null;
  worker: string | null;
  version: string | null;
  tenant: string | null;
  schedule: string | null;
  correlation_id: string | null;
  trace_id: string | null;
  error_type: string | null;
  error_message: string | null;
}

/** The evidence of a run that was not merged into another. */
export const evidenceOf = (row: EvidenceRow): Evidence[] => unpackEvidenceInRow(row.evidence, wordsOf(row));

const wordsOf = (row: EvidenceRow): RunWords => ({
  environment: row.environment,
  system: row.system,
  queue: row.queue,
  source: row.source,
  job: row.job,
  jobKey: row.job_key,
  worker: row.worker,
  version: row.version,
  tenant: row.tenant,
  schedule: row.schedule,
  correlationId: row.correlation_id,
  errorType: row.error_type,
  errorMessage: row.error_message,
  traceId: row.trace_id,
});
