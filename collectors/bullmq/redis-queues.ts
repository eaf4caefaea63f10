// Reading commands against BullMQ's keys on Redis. Nothing here writes; job hashes are read by HMGET of named fields only.
import type { Redis } from 'ioredis';
import type { QueueSample, ScheduleFact, WorkerFact } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { repliesOf, toFields } from '#lib/watch/redis-connection.ts';
import type { BullEvent } from './follow-events.ts';
import { carrierIn, type JobFacts, parentIn, parseJson } from './job-facts.ts';
import type { RecordState } from './record-to-evidence.ts';

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

/** Queues with this prefix, by their `meta` hash. One SCAN through the whole keyspace: a thousand keys a call. */
export async function findQueues(redis: Redis, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = (await redis.call(
      'SCAN',
      cursor,
      'MATCH',
      `${escapeGlob(prefix)}:*:meta`,
      'COUNT',
      '1000',
      'TYPE',
      'hash',
    )) as [string, string[]];
    cursor = next;
    for (const key of keys) {
      const name = key.slice(prefix.length + 1, -':meta'.length);
      const [length, version] = await redis.hmget(key, 'opts.maxLenEvents', 'version');
      if (length || version?.startsWith('bullmq')) found.add(name);
    }
  } while (cursor !== '0');
  return [...found].sort();
}

export interface StreamPosition {
  /** Last entry read. */
  id: string;
  /** Entries ever added to the stream up to that one; null before Redis 7, which does not count them. */
  added: number | null;
}

export interface StreamPart {
  queue: string;
  events: BullEvent[];
  position: StreamPosition;
  /** Entries that were trimmed away unread; null = an unknown number, undefined = none. */
  lost?: { count: number | null; from: Micros; to: Micros };
  /** The stream is younger than the position: the queue was obliterated or the server flushed. */
  isReset: boolean;
  isFull: boolean;
}

const timeOf = (streamId: string): Micros => Number(streamId.split('-')[0]) * 1000;

/** Whether one stream id comes before another. */
function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}

/**
 * Reads all streams on from their positions, each together with its counters in one MULTI, so that what was trimmed unread is counted to
 * the entry: `entries-added` minus `length` is the number of entries that are gone for ever.
 */
export async function readStreams(
  redis: Redis,
  prefix: string,
  positions: ReadonlyMap<string, StreamPosition>,
  count: number,
): Promise<StreamPart[]> {
  const pipeline = redis.pipeline();
  for (const [queue, { id }] of positions) {
    const key = `${prefix}:${queue}:events`;
    pipeline.call('MULTI');
    pipeline.call('XINFO', 'STREAM', key);
    pipeline.call('XRANGE', key, `(${id}`, '+', 'COUNT', String(count));
    pipeline.call('EXEC');
  }
  const results = (await pipeline.exec()) ?? [];
  return [...positions].map(([queue, position], index) => {
    const [error, reply] = results[index * 4 + 3] ?? [];
    if (error) throw error;
    const [info, entries] = reply as [unknown, unknown];
    return toPart(queue, position, info, entries, count);
  });
}

function toPart(queue: string, position: StreamPosition, info: unknown, entries: unknown, count: number): StreamPart {
  if (info instanceof Error || !Array.isArray(entries)) {
    // No such stream: a queue that has no events yet, or has none any more.
    if (info instanceof Error && !/no such key/i.test(info.message)) throw info;
    const isReset = position.id !== '0-0';
    return { queue, events: [], position: { id: '0-0', added: null }, isReset, isFull: false };
  }
  const fields = toFields(info);
  const lastId = String(fields['last-generated-id']);
  const addedNow = fields['entries-added'] === undefined ? null : Number(fields['entries-added']);
  const trimmed = addedNow === null ? null : addedNow - Number(fields.length);
  if (isBefore(lastId, position.id) || (addedNow !== null && position.added !== null && addedNow < position.added)) {
    return { queue, events: [], position: { id: '0-0', added: null }, isReset: true, isFull: true };
  }
  const list = entries as [string, unknown][];
  const isFirst = position.id === '0-0';
  const before = isFirst ? trimmed : position.added;
  const part: StreamPart = {
    queue,
    events: list.map(([id, values]) => toEvent(id, toFields(values))),
    position: {
      id: list.at(-1)?.[0] ?? position.id,
      added: trimmed === null || before === null ? addedNow : Math.max(before, trimmed) + list.length,
    },
    isReset: false,
    isFull: list.length === count,
  };
  const lost = isFirst || before === null || trimmed === null ? 0 : trimmed - before;
  const to = timeOf(list[0]?.[0] ?? lastId);
  if (lost > 0) part.lost = { count: lost, from: timeOf(position.id), to };
  // Without counters: the entry we read last is older than the oldest there is.
  const oldest = toFirstId(fields['first-entry']);
  if (addedNow === null && !isFirst && oldest !== null && isBefore(position.id, oldest) && list.length > 0) {
    part.lost = { count: null, from: timeOf(position.id), to };
  }
  return part;
}

const toFirstId = (entry: unknown): string | null => (Array.isArray(entry) ? String(entry[0]) : null);

function toEvent(id: string, fields: Record<string, unknown>): BullEvent {
  const text = (name: string): string | undefined => (fields[name] === undefined ? undefined : String(fields[name]));
  const delay = Number(fields.delay);
  return {
    id,
    at: timeOf(id),
    event: text('event') ?? '',
    jobId: text('jobId') ?? '',
    prev: text('prev'),
    delayMs: Number.isFinite(delay) ? delay : undefined,
    failedReason: text('failedReason'),
    name: text('name'),
  };
}

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

/** Depth of all queues in one pipeline: O(1) or O(log n) a command. `workers`: by queue, where they could be counted. */
export async function readSamples(
  redis: Redis,
  prefix: string,
  queues: readonly string[],
  workers: ReadonlyMap<string, number> | null,
): Promise<{ samples: QueueSample[]; nowUs: Micros }> {
  const pipeline = redis.pipeline();
  pipeline.time();
  for (const queue of queues) {
    const key = `${prefix}:${queue}`;
    for (const name of ['wait', 'paused', 'active']) pipeline.llen(`${key}:${name}`);
    for (const name of ['prioritized', 'delayed', 'waiting-children', 'failed']) pipeline.zcard(`${key}:${name}`);
    pipeline.hget(`${key}:meta`, 'paused');
    pipeline.lindex(`${key}:wait`, -1);
  }
  const [time, ...replies] = repliesOf(await pipeline.exec());
  const [seconds = 0, micros = 0] = (time as string[]).map(Number);
  const nowUs = seconds * 1_000_000 + micros;
  const width = 9;
  const heads = queues.map((_, index) => replies[index * width + 8] as string | null);
  const ages = redis.pipeline();
  queues.forEach((queue, index) => {
    ages.hmget(`${prefix}:${queue}:${heads[index] ?? ''}`, 'timestamp', 'delay');
  });
  const oldest = repliesOf(await ages.exec()) as (string | null)[][];
  const samples = queues.map((queue, index): QueueSample => {
    const at = index * width;
    const [wait, paused, active, prioritized, delayed, children, failed] = replies.slice(at, at + 7) as number[];
    const [timestamp, delay] = oldest[index] ?? [];
    const since = timestamp ? Number(timestamp) + Number(delay ?? 0) : null;
    return {
      queue,
      at: nowUs,
      queued: (wait ?? 0) + (paused ?? 0) + (prioritized ?? 0),
      scheduled: delayed ?? null,
      running: active ?? null,
      // Those waiting for their next attempt are among the delayed; telling them apart would read each one.
      retrying: null,
      blocked: children ?? null,
      dead: failed ?? null,
      oldestWaitingMs: since === null ? null : Math.max(0, nowUs / 1000 - since),
      workers: workers === null ? null : (workers.get(queue) ?? 0),
      isPaused: replies[at + 7] !== null,
    };
  });
  return { samples, nowUs };
}

/** Connections that BullMQ's workers named: `prefix:base64(queue)`, with `:w:name` where the worker has a name. Needs `+client|list`. */
export async function readWorkers(
  redis: Redis,
  prefix: string,
  seenAt: Micros,
): Promise<{ queue: string; name: string | null; seenAt: Micros }[]> {
  const list = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'normal'));
  return list.split('\n').flatMap((line) => {
    const name = / name=(\S*)/.exec(line)?.[1] ?? '';
    if (!name.startsWith(`${prefix}:`)) return [];
    const [encoded = '', kind, worker] = name.slice(prefix.length + 1).split(':');
    // Its blocking connection names a worker once; `qe` are listeners.
    if (kind === 'qe') return [];
    return [{ queue: Buffer.from(encoded, 'base64').toString(), name: kind === 'w' ? (worker ?? null) : null, seenAt }];
  });
}

export const toWorkerFacts = (workers: Awaited<ReturnType<typeof readWorkers>>): WorkerFact[] =>
  workers.flatMap(({ queue, name, seenAt }) => (name === null ? [] : [{ name, queue, seenAt }]));

/** Job schedulers. Legacy repeatables of version 5 have no hash and are left out. */
export async function readSchedulers(redis: Redis, prefix: string, queues: readonly string[]): Promise<ScheduleFact[]> {
  const facts: ScheduleFact[] = [];
  for (const queue of queues) {
    const flat = await redis.zrange(`${prefix}:${queue}:repeat`, 0, 499, 'WITHSCORES');
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const [id = '', score] = flat.slice(index, index + 2);
      const [name, pattern, every, tz] = await redis.hmget(
        `${prefix}:${queue}:repeat:${id}`,
        'name',
        'pattern',
        'every',
        'tz',
      );
      if (!pattern && !every) continue;
      facts.push({
        name: id,
        queue,
        job: name ?? null,
        expression: pattern ?? null,
        everyMs: every ? Number(every) : null,
        timeZone: tz ?? null,
        nextDueAt: Number(score) * 1000,
      });
    }
  }
  return facts;
}
