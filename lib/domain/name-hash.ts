// Hashes of names, remembered for a while: a run's items come close together and name it alike. What is hashed is stored as the hash, so the
// strings put together here must never change. MD5 spreads evenly and is stable; nothing here is a secret.
import { hash } from 'node:crypto';
import type { Alias } from '#lib/domain/alias.ts';
import type { Evidence, SpanRef } from '#lib/domain/evidence.ts';

/** NUL cannot occur inside normalised strings, so two different lists of parts never become one. */
export const jobName = (environment: string, system: string, queue: string, jobId: string): string =>
  `job\0${environment}\0${system}\0${queue}\0${jobId}`;

/** A job id within its queue, as it was last asked for. */
export interface KnownJob {
  hash: string;
  /** The aliases of an item that names the job by this id alone, as `aliasesOf` last gave them. */
  aliases: readonly Alias[];
  /** The trace it was said to be given in, and the hash of both. */
  givenIn: string;
  givenHash: string;
}

interface Lane {
  environment: string;
  system: string;
  queue: string;
  jobs: Map<string, KnownJob>;
}

/** Job ids, spans and other names of each of two generations. */
const cacheSize = 20_000;

const newLane = (environment: string, system: string, queue: string): Lane => ({
  environment,
  system,
  queue,
  jobs: new Map(),
});
let lanes = new Map<string, Lane>();
let lane = newLane('', '', '');
let jobCount = 0;

/** What is remembered of a job id. By queue and id rather than by the whole name: that need only be put together where it is new. */
export function knownJob(environment: string, system: string, queue: string, jobId: string): KnownJob {
  if (lane.queue !== queue || lane.environment !== environment || lane.system !== system) {
    const key = `${environment}\0${system}\0${queue}`;
    lane = lanes.get(key) ?? newLane(environment, system, queue);
    lanes.set(key, lane);
  }
  let job = lane.jobs.get(jobId);
  if (job !== undefined) return job;
  if (++jobCount > cacheSize) {
    lanes = new Map();
    lane = newLane(environment, system, queue);
    jobCount = 1;
  }
  job = { hash: hash('md5', jobName(environment, system, queue, jobId)), aliases: [], givenIn: '', givenHash: '' };
  lane.jobs.set(jobId, job);
  return job;
}

/** Of a job's name. */
export const jobHash = (environment: string, system: string, queue: string, jobId: string): string =>
  knownJob(environment, system, queue, jobId).hash;

/** Of a job's name and the trace that its id was given in. */
export function givenHash(
  job: KnownJob,
  { environment, system, queue }: Evidence,
  jobId: string,
  traceId: string,
): string {
  if (job.givenIn !== traceId) {
    job.givenHash = hash('md5', `given\0${jobName(environment, system, queue, jobId)}\0${traceId}`);
    job.givenIn = traceId;
  }
  return job.givenHash;
}

let spans = new Map<string, { environment: string; traceId: string; hash: string }>();

/** Of the producer span that stands for what it enqueued. */
export function createdByHash(environment: string, { traceId, spanId }: SpanRef): string {
  const known = spans.get(spanId);
  if (known !== undefined && known.traceId === traceId && known.environment === environment) return known.hash;
  if (spans.size >= cacheSize) spans = new Map();
  const hashed = hash('md5', `created-by\0${environment}\0${traceId}\0${spanId}`);
  spans.set(spanId, { environment, traceId, hash: hashed });
  return hashed;
}

let young = new Map<string, string>();
let old = new Map<string, string>();

/** Of any other name. */
export function nameHash(name: string): string {
  const known = young.get(name);
  if (known !== undefined) return known;
  const hashed = old.get(name) ?? hash('md5', name);
  if (young.size >= cacheSize) {
    old = young;
    young = new Map();
  }
  young.set(name, hashed);
  return hashed;
}
