// What a job's record alone tells: for jobs whose events are gone (trimmed, or before we came). Pure. Its moments are by the clocks of
// the producer and the worker; of earlier attempts only that they failed is known, and their errors.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { factsFromPayload } from '#lib/watch/payload-facts.ts';
import { type BullEvent, system } from './follow-events.ts';
import { errorOfAttempt, type JobFacts, namesByProducer } from './job-facts.ts';

export type RecordState = 'waiting' | 'active' | 'delayed' | 'completed' | 'failed' | 'waiting-children';

type Part = Partial<Evidence> & Pick<Evidence, 'kind' | 'at'> & { what: string };

export function recordToEvidence(
  queue: string,
  jobId: string,
  record: JobFacts,
  state: RecordState,
  source: SourceSettings,
  observedAt: Micros,
): Evidence[] {
  const { correlation, createdBy, payload } = factsFromPayload(record.data, source, record.carrier);
  const bornAt = record.timestampMs * 1000;
  const created: Part = {
    what: 'created',
    kind: 'created',
    at: bornAt,
    facts: {
      job: record.name ?? undefined,
      maxAttempts: record.maxAttempts,
      priority: record.priority,
      schedule: record.schedulerId ?? undefined,
      correlation,
      payload,
    },
  };
  if (createdBy) created.names = { jobId, bornAt, ...namesByProducer(jobId, createdBy) };
  if (record.parent) {
    const { queue: parentQueue, jobId: parentId } = record.parent;
    created.edges = [{ kind: 'parent-job', to: { job: { system, queue: parentQueue, jobId: parentId } } }];
  }
  const parts = [created, ...earlier(record, state), ...present(record, state)];
  return parts.map(({ what, ...part }) => ({
    environment: source.environment,
    source: source.name,
    system,
    queue,
    names: { jobId, bornAt },
    id: `${system}:${queue}:${jobId}:${record.timestampMs}:${what}`,
    atClock: 'worker',
    observedAt,
    fidelity: 'reported',
    ...part,
  }));
}

/**
 * Jobs that events tell of from their middle on, since their beginning was trimmed or read long ago: of how they were created, with what data,
 * their records tell. `known`: those whose beginning was read.
 */
export function tellBeginnings(
  queue: string,
  events: readonly BullEvent[],
  records: ReadonlyMap<string, JobFacts>,
  known: ReadonlyMap<string, unknown>,
  source: SourceSettings,
  observedAt: Micros,
): Evidence[] {
  const begun = new Set(events.flatMap(({ event, jobId }) => (event === 'added' ? [jobId] : [])));
  return [...records].flatMap(([jobId, record]) =>
    begun.has(jobId) || known.has(jobId) || record.name === null
      ? []
      : recordToEvidence(queue, jobId, record, 'waiting', source, observedAt).slice(0, 1),
  );
}

/** Attempts before the one that the record's moments are about. */
function earlier(record: JobFacts, state: RecordState): Part[] {
  const isOver = state === 'completed' || state === 'failed';
  const count = isOver ? record.made - 1 : record.made;
  const at = (record.processedOnMs ?? record.timestampMs) * 1000;
  return Array.from({ length: Math.max(0, count) }, (_, index) => ({
    what: `passed:${index + 1}`,
    kind: 'ended' as const,
    at,
    fidelity: 'inferred' as const,
    attempt: index + 1,
    outcome: 'failed' as const,
    isFinal: false,
    error: errorOfAttempt(record, index + 1, state === 'completed'),
  }));
}

function present(record: JobFacts, state: RecordState): Part[] {
  const { processedOnMs, finishedOnMs, made, delayMs, timestampMs } = record;
  const isOver = state === 'completed' || state === 'failed';
  const attempt = isOver ? Math.max(1, made) : made + 1;
  const parts: Part[] = [];
  if (processedOnMs !== null && (isOver || state === 'active')) {
    const worker = record.worker ?? undefined;
    parts.push({ what: `started:${processedOnMs}`, kind: 'started', at: processedOnMs * 1000, attempt, worker });
  }
  if (isOver && finishedOnMs !== null) {
    const isFailed = state === 'failed';
    parts.push({
      what: `ended:${finishedOnMs}`,
      kind: 'ended',
      at: finishedOnMs * 1000,
      attempt,
      outcome: isFailed ? 'failed' : 'succeeded',
      isFinal: true,
      error: isFailed ? errorOfAttempt(record, attempt, false) : undefined,
    });
  }
  if (state === 'delayed' && made === 0) {
    parts.push({
      what: 'scheduled',
      kind: 'scheduled',
      at: timestampMs * 1000,
      facts: { dueAt: (timestampMs + delayMs) * 1000 },
    });
  }
  if (state === 'waiting-children') parts.push({ what: 'blocked', kind: 'blocked', at: timestampMs * 1000 });
  return parts;
}
