// From the pure view of a run to the columns that are stored: words become ids.
import type { DimCache } from '#lib/db/dim/dim-cache.ts';
import type { QueueIds } from '#lib/db/queue/queue-ids.ts';
import type { StoredAttempt, StoredRun } from '#lib/domain/contribution.ts';
import { orderedAtOf } from '#lib/domain/derive-run.ts';
import { type Evidence, fidelities, type RunError } from '#lib/domain/evidence.ts';
import { inTraceBit, packFidelity, plainBit } from '#lib/domain/fidelity.ts';
import { fingerprintOf } from '#lib/domain/fingerprint.ts';
import { attemptStates, finalStates, type Run, runStates } from '#lib/domain/run.ts';
import type { RunWords } from '#lib/domain/run-words.ts';

/** All columns of `run` but id, revision, redirect and evidence, beyond those that contributions read. */
export interface RunColumns extends StoredRun {
  sourceId: number;
  jobKey: string | null;
  attemptCount: number;
  maxAttempts: number | null;
  failedAttempts: number;
  /** An attempt failed, an error was told, or it ended otherwise than in success. */
  isEventful: boolean;
  dueAt: number | null;
  workerId: number | null;
  /** Of the only attempt, once it ended; null when attempts have rows of their own. */
  endedBy: number | null;
  versionId: number | null;
  tenantId: number | null;
  scheduleId: number | null;
  correlation: Run['correlation'];
  traceId: string | null;
  error: RunError | null;
  fingerprint: string | null;
  fidelity: number;
}

/** All columns of `attempt` but the run's. */
export interface AttemptColumns extends StoredAttempt {
  number: number;
  startedAt: number | null;
  durationUs: number | null;
  workerId: number | null;
  error: RunError | null;
  fingerprint: string | null;
  traceId: string | null;
  spanId: string | null;
  fidelity: number;
}

const limit = { key: 512, message: 4_096, stack: 16_384, type: 512, int2: 32_767 } as const;
const cut = (text: string | null | undefined, length: number): string | null =>
  text === null || text === undefined ? null : text.length > length ? text.slice(0, length) : text;
const cutError = (error: RunError | null): RunError | null =>
  error && {
    type: cut(error.type, limit.type),
    message: cut(error.message, limit.message) ?? '',
    stack: cut(error.stack, limit.stack),
  };

const fingerprints = new Map<string, string>();
/** Remembered, because one error is seen many times, on the attempt and on the run, at every write. */
function fingerprintOnce(error: RunError | null): string | null {
  if (error === null) return null;
  const key = `${error.type}\0${error.message}\0${error.stack ?? ''}`;
  let fingerprint = fingerprints.get(key);
  if (fingerprint === undefined) {
    if (fingerprints.size >= 1_000) fingerprints.clear();
    fingerprint = fingerprintOf(error);
    fingerprints.set(key, fingerprint);
  }
  return fingerprint;
}

/** Ids for every word in `runs`, in as few round trips as there are kinds of new words. */
export async function requireWords(runs: readonly Run[], dims: DimCache, queues: QueueIds): Promise<void> {
  const jobs = new Map<string, Set<string>>();
  const sources = new Set<string>();
  const workers = new Set<string>();
  const versions = new Set<string>();
  const tenants = new Set<string>();
  const schedules = new Set<string>();
  for (const run of runs) {
    sources.add(run.source);
    if (run.job !== null) {
      const ofEnvironment = jobs.get(run.environment);
      if (ofEnvironment) ofEnvironment.add(run.job);
      else jobs.set(run.environment, new Set([run.job]));
    }
    if (run.worker !== null) workers.add(run.worker);
    if (run.version !== null) versions.add(run.version);
    if (run.tenant !== null) tenants.add(run.tenant);
    if (run.schedule !== null) schedules.add(run.schedule);
    for (const attempt of run.attempts) if (attempt.worker !== null) workers.add(attempt.worker);
  }
  await queues.require(runs);
  await dims.require('source', sources);
  // `queues.require` has seen to the environments.
  for (const [environment, names] of jobs) await dims.require('job', names, dims.id('environment', environment));
  await dims.require('worker', workers);
  await dims.require('version', versions);
  await dims.require('tenant', tenants);
  await dims.require('schedule', schedules);
}

/** The stored columns of a run. Call `requireWords` first. */
export function viewRun(
  run: Run,
  items: readonly Evidence[],
  isLate: boolean,
  dims: DimCache,
  queues: QueueIds,
): RunColumns {
  const error = cutError(run.error);
  const workerId = run.worker === null ? null : dims.id('worker', run.worker);
  const isPlain = isPlainRun(run);
  let failedAttempts = 0;
  for (const attempt of run.attempts) if (attempt.state === 'failed' || attempt.state === 'lost') failedAttempts++;
  return {
    queueId: queues.id(run),
    sourceId: dims.id('source', run.source),
    jobId: run.job === null ? null : dims.id('job', run.job),
    jobKey: cut(run.jobId, limit.key),
    state: runStates.indexOf(run.state),
    attemptCount: Math.min(run.attempts.length, limit.int2),
    maxAttempts: run.maxAttempts === null ? null : Math.min(Math.max(run.maxAttempts, 0), limit.int2),
    failedAttempts: Math.min(failedAttempts, limit.int2),
    isEventful: failedAttempts > 0 || error !== null || (finalStates.has(run.state) && run.state !== 'succeeded'),
    enqueuedAt: run.enqueuedAt,
    dueAt: run.dueAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    orderedAt: orderedAtOf(run, items),
    waitUs: run.waitUs,
    durationUs: run.durationUs,
    totalUs: run.totalUs,
    workerId,
    endedBy: isPlain && run.finishedAt !== null ? workerId : null,
    versionId: run.version === null ? null : dims.id('version', run.version),
    tenantId: run.tenant === null ? null : dims.id('tenant', run.tenant),
    scheduleId: run.schedule === null ? null : dims.id('schedule', run.schedule),
    correlation: run.correlation,
    traceId: run.traceId,
    error,
    fingerprint: fingerprintOnce(error),
    fidelity:
      packFidelity({ fidelity: run.fidelity, isSkewed: run.isSkewed, isLate }) |
      (isInTrace(run, items) ? inTraceBit : 0) |
      (isPlain ? plainBit : 0),
    isLate,
    isRedirect: false,
  };
}

/** What the columns of a run say in words. Call `requireWords` first. */
export function wordsOfRun(run: Run, columns: RunColumns, dims: DimCache, queues: QueueIds): RunWords {
  return {
    environment: dims.word('environment', run.environment),
    system: dims.word('system', run.system),
    queue: queues.name(run),
    source: dims.word('source', run.source),
    job: run.job === null ? null : dims.word('job', run.job),
    jobKey: columns.jobKey,
    worker: run.worker === null ? null : dims.word('worker', run.worker),
    version: run.version === null ? null : dims.word('version', run.version),
    tenant: run.tenant === null ? null : dims.word('tenant', run.tenant),
    schedule: run.schedule === null ? null : dims.word('schedule', run.schedule),
    correlationId: columns.correlation?.id ?? null,
    errorType: columns.error?.type ?? null,
    errorMessage: columns.error?.message ?? null,
    traceId: columns.traceId,
  };
}

/** See `plainBit`. */
function isPlainRun({ attempts, state, error, startedAt, finishedAt, durationUs, worker }: Run): boolean {
  const [attempt] = attempts;
  return (
    attempt !== undefined &&
    attempts.length === 1 &&
    attempt.number === 1 &&
    (state === 'running' || state === 'succeeded') &&
    attempt.state === state &&
    attempt.error === null &&
    error === null &&
    attempt.startedAt === startedAt &&
    attempt.finishedAt === finishedAt &&
    attempt.durationUs === durationUs &&
    attempt.worker === worker
  );
}

/** Whether an item states a `trace` edge to the run's trace. */
export const isInTrace = ({ traceId }: Run, items: readonly Evidence[]): boolean =>
  traceId !== null &&
  items.some(
    (item) =>
      item.spanRef?.traceId === traceId ||
      item.edges?.some(({ kind, to }) => kind === 'trace' && 'traceId' in to && to.traceId === traceId),
  );

/** The stored columns of a run's attempts, in order. Call `requireWords` first. */
export function viewAttempts(run: Run, dims: DimCache): AttemptColumns[] {
  const storable = run.attempts.filter((attempt) => attempt.number <= limit.int2);
  return storable.map((attempt) => {
    const error = cutError(attempt.error);
    return {
      number: attempt.number,
      state: attemptStates.indexOf(attempt.state),
      willRetry: attempt.willRetry,
      startedAt: attempt.startedAt,
      finishedAt: attempt.finishedAt,
      durationUs: attempt.durationUs,
      workerId: attempt.worker === null ? null : dims.id('worker', attempt.worker),
      error,
      fingerprint: fingerprintOnce(error),
      traceId: attempt.traceId,
      spanId: attempt.spanId,
      fidelity: fidelities.indexOf(attempt.fidelity),
    };
  });
}

/** Equal keys = nothing to write again. */
export const attemptKey = (a: AttemptColumns): string =>
  `${a.number} ${a.state} ${a.willRetry} ${a.startedAt} ${a.finishedAt} ${a.workerId} ${a.spanId} ${a.fidelity} ${a.fingerprint} ${a.error?.message ?? ''}`;
