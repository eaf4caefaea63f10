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
const constant = ['name', 'opts', 'parentKey', 'data'];
/** Fields that users fill, with what is read of them at most, in bytes: a correlation ID or an error is in less; some put whole files there. */
const mostBytes: Readonly<Record<string, number>> = {
  data: 262_144,
  opts: 262_144,
  stacktrace: 262_144,
  failedReason: 65_536,
};

/** Of each job, the fields among `changing` (and `constant`) that are small enough to be read; of the others an empty name, which no hash has. */
async function smallFields(
  redis: Redis,
  prefix: string,
  queue: string,
  wanted: ReadonlyMap<string, boolean>,
): Promise<string[][]> {
  const all = [...wanted].map(([jobId, isWhole]) => ({
    jobId,
    fields: isWhole ? [...changing, ...constant] : changing,
  }));
  const asked = all.flatMap(({ jobId, fields }) =>
    fields.filter((field) => field in mostBytes).map((field) => ({ key: `${prefix}:${queue}:${jobId}`, field })),
  );
  const pipeline = redis.pipeline();
  for (const { key, field } of asked) pipeline.hstrlen(key, field);
  const lengths = readableOf(await pipeline.exec()).values();
  return all.map(({ fields }) =>
    fields.map((field) => {
      const most = mostBytes[field];
      return most !== undefined && Number(lengths.next().value ?? 0) > most ? '' : field;
    }),
  );
}

/** Records of jobs that are still there and can be read. `isWhole`: with name, data and options too. */
export async function readRecords(
  redis: Redis,
  prefix: string,
  queue: string,
  wanted: ReadonlyMap<string, boolean>,
): Promise<Map<string, JobFacts>> {
  if (wanted.size === 0) return new Map();
  const fields = await smallFields(redis, prefix, queue, wanted);
  const pipeline = redis.pipeline();
  [...wanted.keys()].forEach((jobId, index) => {
    pipeline.hmget(`${prefix}:${queue}:${jobId}`, ...(fields[index] ?? []));
  });
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
