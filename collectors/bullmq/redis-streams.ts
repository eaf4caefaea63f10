// Event streams on Redis, read on together with their counters.
import type { Redis } from 'ioredis';
import type { Micros } from '#lib/domain/evidence.ts';
import { keyFault, toFields } from '#lib/watch/redis-connection.ts';
import type { BullEvent } from './follow-events.ts';

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

/** All streams are read so often; in between, those alone that have news. A stream that was taken away has none. */
const allEveryMs = 10_000;

/** The event streams of one server. */
export class EventStreams {
  #allDueAt = 0;
  #faults: string[] = [];

  /** Those that cannot be read, in words; as of when all were read last. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Reads on from `positions`, at most about `maxItems` entries in all. A queue that is not among `known` is read whether it has events or not. */
  async read(
    redis: Redis,
    prefix: string,
    positions: ReadonlyMap<string, StreamPosition>,
    known: ReadonlySet<string>,
    maxItems: number,
  ): Promise<StreamPart[]> {
    const news = Date.now() < this.#allDueAt ? await queuesWithNews(redis, prefix, positions) : null;
    const wanted = new Map([...positions].filter(([queue]) => news === null || news.has(queue) || !known.has(queue)));
    const share = Math.max(50, Math.floor(maxItems / Math.max(1, wanted.size)));
    const faults: string[] = [];
    const parts = await readStreams(redis, prefix, wanted, Math.min(2_000, share), faults);
    if (news !== null) return parts;
    this.#allDueAt = Date.now() + allEveryMs;
    this.#faults = faults;
    return parts;
  }
}

/** Streams asked for by one command: it must not hold the server up. */
const mostKeys = 500;

/** Those that hold entries beyond their positions: one command for many streams, where reading takes four for each. null = it cannot be told. */
async function queuesWithNews(
  redis: Redis,
  prefix: string,
  positions: ReadonlyMap<string, StreamPosition>,
): Promise<Set<string> | null> {
  const all = [...positions];
  const pipeline = redis.pipeline();
  for (let from = 0; from < all.length; from += mostKeys) {
    const some = all.slice(from, from + mostKeys);
    const keys = some.map(([queue]) => `${prefix}:${queue}:events`);
    pipeline.call('XREAD', 'COUNT', '1', 'STREAMS', ...keys, ...some.map(([, { id }]) => id));
  }
  const news = new Set<string>();
  for (const [error, streams] of (await pipeline.exec()) ?? []) {
    // Some key is no stream: which one, is seen when each is read by itself.
    if (error && keyFault(error) !== null) return null;
    if (error) throw error;
    const keys = Array.isArray(streams) ? streams.map(([key]) => String(key)) : Object.keys(streams ?? {});
    for (const key of keys) news.add(key.slice(prefix.length + 1, -':events'.length));
  }
  return news;
}

/**
 * Reads streams on from their positions, each together with its counters in one MULTI, so that what was trimmed unread is counted to
 * the entry: `entries-added` minus `length` is the number of entries that are gone for ever. Those that are none are told in `faults`.
 */
async function readStreams(
  redis: Redis,
  prefix: string,
  positions: ReadonlyMap<string, StreamPosition>,
  count: number,
  faults: string[],
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
  return [...positions].flatMap(([queue, position], index) => {
    const four = results.slice(index * 4, index * 4 + 4);
    // The first: what EXEC itself says is no more than that there were others.
    const failed = four.find(([error]) => error !== null);
    if (failed) throw failed[0];
    const [info, entries] = (four[3]?.[1] ?? []) as [unknown?, unknown?];
    const fault = info instanceof Error ? keyFault(info) : null;
    if (fault === null) return toPart(queue, position, info, entries, count);
    faults.push(`the events of ${queue}: ${fault}`);
    return [];
  });
}

/** `info`, `entries`: replies to XINFO STREAM and to XRANGE from the position on. Pure. */
export function toPart(
  queue: string,
  position: StreamPosition,
  info: unknown,
  entries: unknown,
  count: number,
): StreamPart {
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
