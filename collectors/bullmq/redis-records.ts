// Job records on Redis: hashes read by HMGET of named fields only, since data may be large.
import type { Redis } from 'ioredis';
import { repliesOf } from '#lib/watch/redis-connection.ts';
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
const constant = ['name', 'data', 'opts', 'parentKey'];

/** Records of jobs that are still there. `isWhole`: with name, data and options too. */
export async function readRecords(
  redis: Redis,
  prefix: string,
  queue: string,
  wanted: ReadonlyMap<string, boolean>,
): Promise<Map<string, JobFacts>> {
  if (wanted.size === 0) return new Map();
  const pipeline = redis.pipeline();
  for (const [jobId, isWhole] of wanted) {
    pipeline.hmget(`${prefix}:${queue}:${jobId}`, ...changing, ...(isWhole ? constant : []));
  }
  const replies = repliesOf(await pipeline.exec()) as (string | null)[][];
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
  const [name, data, optsText, parentKey] = values.slice(changing.length);
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
  const lists = repliesOf(await pipeline.exec()) as string[][];
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
    for (const id of ids) if (!id.startsWith('0:')) jobs.set(id, states[index] as RecordState);
  });
  return jobs;
}
