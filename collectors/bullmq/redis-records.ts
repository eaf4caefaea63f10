// Job records on Redis: hashes read by HMGET of named fields only. Data that is too large to be worth it is not read at all.
import type { Redis } from 'ioredis';
import { readableOf } from '#lib/watch/redis-connection.ts';
import { carrierIn, type JobFacts, parentIn, parseJson } from './job-facts.ts';
import type { RecordState } from './record-to-evidence.ts';

const changing = [
  'timestamp',
  'atm',
  'failedReason',
  'stacktrace',
  'pb',
  'processedOn',
  'finishedOn',
  'delay',
  'priority',
  'rjk',
];
/** `data` comes last: it is left out where it is too large. */
const constant = ['name', 'opts', 'parentKey', 'data'];
/** What a correlation ID or an allowed field is looked for in. Some put whole files there. */
const mostDataBytes = 262_144;

/** Jobs whose data is small enough to be read. */
async function withSmallData(redis: Redis, prefix: string, queue: string, jobIds: readonly string[]) {
  if (jobIds.length === 0) return new Set<string>();
  const pipeline = redis.pipeline();
  for (const jobId of jobIds) pipeline.hstrlen(`${prefix}:${queue}:${jobId}`, 'data');
  const lengths = readableOf(await pipeline.exec());
  return new Set(jobIds.filter((_, index) => Number(lengths[index] ?? 0) <= mostDataBytes));
}

/** Records of jobs that are still there and can be read. `isWhole`: with name, data and options too. */
export async function readRecords(
  redis: Redis,
  prefix: string,
  queue: string,
  wanted: ReadonlyMap<string, boolean>,
): Promise<Map<string, JobFacts>> {
  if (wanted.size === 0) return new Map();
  const whole = [...wanted].flatMap(([jobId, isWhole]) => (isWhole ? [jobId] : []));
  const small = await withSmallData(redis, prefix, queue, whole);
  const pipeline = redis.pipeline();
  for (const [jobId, isWhole] of wanted) {
    const fields = isWhole ? constant.slice(0, small.has(jobId) ? constant.length : -1) : [];
    pipeline.hmget(`${prefix}:${queue}:${jobId}`, ...changing, ...fields);
  }
  const replies = readableOf(await pipeline.exec()) as ((string | null)[] | null)[];
  const records = new Map<string, JobFacts>();
  [...wanted.keys()].forEach((jobId, index) => {
    const record = toFacts(replies[index] ?? [], prefix);
    if (record) records.set(jobId, record);
  });
  return records;
}

function toFacts(values: readonly (string | null)[], prefix: string): JobFacts | null {
  const [timestamp, made, failedReason, stacktrace, worker, processedOn, finishedOn, delay, priority, schedulerId] =
    values;
  const [name, optsText, parentKey, data] = values.slice(changing.length);
  if (!timestamp) return null;
  const opts = parseJson(optsText) as { attempts?: number } | null;
  const stack = parseJson(stacktrace);
  return {
    name: name ?? null,
    data: parseJson(data),
    carrier: carrierIn(opts),
    // 0 when unset: BullMQ treats it as one.
    maxAttempts: opts?.attempts || 1,
    timestampMs: Number(timestamp),
    delayMs: Number(delay ?? 0),
    priority: Number(priority ?? 0),
    schedulerId: schedulerId ?? null,
    parent: parentIn(parentKey, prefix),
    made: Number(made ?? 0),
    processedOnMs: processedOn ? Number(processedOn) : null,
    finishedOnMs: finishedOn ? Number(finishedOn) : null,
    worker: worker ?? null,
    failedReason: failedReason ?? null,
    stacktrace: Array.isArray(stack) ? stack.map(String) : [],
  };
}

/** Ids by state of jobs that ended between two moments (ms), newest first, and of those that did not end: at most `most` of each state. */
export async function listJobs(
  redis: Redis,
  prefix: string,
  queue: string,
  fromMs: number,
  toMs: number,
  most: number,
): Promise<Map<string, RecordState>> {
  const key = `${prefix}:${queue}`;
  const pipeline = redis.pipeline();
  const range = (name: string) =>
    pipeline.call('ZREVRANGEBYSCORE', `${key}:${name}`, String(toMs), String(fromMs), 'LIMIT', '0', String(most));
  range('completed');
  range('failed');
  for (const name of ['wait', 'paused', 'active']) pipeline.lrange(`${key}:${name}`, -most, -1);
  for (const name of ['prioritized', 'delayed', 'waiting-children']) pipeline.zrange(`${key}:${name}`, 0, most - 1);
  const lists = readableOf(await pipeline.exec()) as (string[] | null)[];
  const states: RecordState[] = [
    'completed',
    'failed',
    'waiting',
    'waiting',
    'active',
    'waiting',
    'delayed',
    'waiting-children',
  ];
  const jobs = new Map<string, RecordState>();
  lists.forEach((ids, index) => {
    // Markers of old versions begin with `0:`.
    for (const id of ids ?? []) if (!id.startsWith('0:')) jobs.set(id, states[index] as RecordState);
  });
  return jobs;
}
