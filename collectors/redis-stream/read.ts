// Stop 1 for Redis streams with consumer groups: reads what was delivered, then the pending lists, then the tail, in this order: the
// other way round an entry delivered in between would look acknowledged. No consumer group of our own: that would be a write.
import type { Redis } from 'ioredis';
import type {
  Batch,
  Collector,
  Cursor,
  ProbeResult,
  QueueSample,
  Reader,
  SourceSettings,
  WorkerFact,
} from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { ReadingConnection, toFields } from '#lib/watch/redis-connection.ts';
import { redisServerOf } from '#lib/watch/redis-server.ts';
import { type RedisStreamConfig, redisStreamConfigSchema } from './config.ts';
import { manifest } from './manifest.ts';
import { type Entry, type GroupState, isUpTo, type Pending, readingToEvidence, timeOf } from './to-evidence.ts';

interface StreamCursor {
  /** Last entry read. */
  id: string;
  groups: Record<string, GroupState>;
}

type Stream = RedisStreamConfig['streams'][number];

const mostPending = 5_000;
const pageSize = 500;
/** Entries of this age and older are not told when a stream is first seen with a long backlog. */
const mostEntries = 2_000;

export const collector: Collector<RedisStreamConfig> = {
  manifest,
  configSchema: redisStreamConfigSchema,
  open: async (source) => new StreamReader(source),
};

class StreamReader implements Reader {
  #source: SourceSettings<RedisStreamConfig>;
  #connection: ReadingConnection;

  constructor(source: SourceSettings<RedisStreamConfig>) {
    this.#source = source;
    this.#connection = new ReadingConnection(source.config.url);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#connection.use(signal, async (redis) => {
      const missing: string[] = [];
      const isDeathUnseen = this.#source.config.streams.every(({ deadLetter }) => deadLetter === undefined);
      for (const { name } of this.#source.config.streams) {
        await redis.call('XRANGE', name, '-', '+', 'COUNT', '1');
        if ((await redis.call('EXISTS', name)) === 0) missing.push(`the stream ${name}: it does not exist yet`);
      }
      const { name } = redisServerOf(await redis.info('server').catch(() => ''));
      const clockOffsetMs = (await serverTime(redis)) / 1000 - Date.now();
      return {
        isOk: true,
        server: name,
        library: null,
        missing,
        found: isDeathUnseen ? { snapshot: { deadLetters: 'none' } } : {},
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#connection.use(signal, async (redis) => {
      const known = (cursor?.v === 1 ? cursor.streams : {}) as Record<string, StreamCursor>;
      const streams: Record<string, StreamCursor> = {};
      const batch: Batch = {
        evidence: [],
        samples: [],
        gaps: [],
        next: { v: 1, streams },
        hasMore: false,
        clockOffsetMs: null,
      };
      for (const stream of this.#source.config.streams) {
        const next = await this.#readStream(redis, stream, known[stream.name], batch, budget.nowUs);
        if (next) streams[stream.name] = next;
      }
      return batch;
    });
  }

  async workers(signal: AbortSignal): Promise<WorkerFact[]> {
    return this.#connection.use(signal, async (redis) => {
      const facts: WorkerFact[] = [];
      const now = Date.now() * 1000;
      for (const stream of this.#source.config.streams) {
        for (const { name: group } of await groupsOf(redis, stream)) {
          const consumers = (await redis.call('XINFO', 'CONSUMERS', stream.name, group)) as unknown[];
          for (const consumer of consumers.map(toFields)) {
            const idleUs = Number(consumer.idle) * 1000;
            facts.push({ name: String(consumer.name), queue: stream.name, seenAt: now - idleUs });
          }
        }
      }
      return facts;
    });
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  async #readStream(
    redis: Redis,
    stream: Stream,
    known: StreamCursor | undefined,
    batch: Batch,
    observedAt: Micros,
  ): Promise<StreamCursor | null> {
    const { name } = stream;
    const groups = await groupsOf(redis, stream);
    const pending = new Map<string, Pending[]>();
    for (const group of groups) pending.set(group.name, await pendingOf(redis, name, group.name));
    const lastId = await lastIdOf(redis, name);
    if (lastId === null || groups.length === 0) return null;
    const isReset = known !== undefined && !isUpTo(known.id, lastId);
    const before = isReset ? undefined : known;
    const now = await serverTime(redis);
    if (isReset) batch.gaps.push({ queue: name, from: now, to: now, lost: null, cause: 'reset' });
    const from =
      before?.id ??
      firstNeeded(
        groups.map((group) => group.delivered),
        [...pending.values()].flat(),
      );
    const added = await entriesFrom(redis, name, from, before !== undefined);
    // `0-0`: the stream was empty, nothing was read that could be gone.
    if (before && before.id !== '0-0' && added[0]) {
      const [kept] = (await redis.call('XRANGE', name, before.id, before.id)) as unknown[];
      const [oldest] = (await redis.call('XRANGE', name, '-', '+', 'COUNT', '1')) as [string, unknown][];
      // The last entry read is gone, and so may be others between it and the oldest there is.
      if (kept === undefined && oldest && oldest[0] === added[0].id) {
        batch.gaps.push({
          queue: name,
          from: timeOf(before.id),
          to: timeOf(added[0].id),
          lost: null,
          cause: 'trimmed',
        });
      }
    }
    const states: Record<string, GroupState> = {};
    for (const group of groups) {
      const reading = {
        stream: name,
        group: group.name,
        isOneOfMany: groups.length > 1,
        delivered: group.delivered,
        pending: pending.get(group.name) ?? [],
        added,
        now,
      };
      const told = readingToEvidence(reading, before?.groups[group.name] ?? null, this.#source, observedAt);
      batch.evidence.push(...told.evidence);
      states[group.name] = told.state;
    }
    const hasMore = added.length === mostEntries;
    batch.hasMore ||= hasMore;
    const last = added.at(-1)?.id ?? before?.id ?? lastId;
    if (!hasMore) batch.samples.push(await this.#sample(redis, stream, Object.values(states), groups.length, now));
    return { id: last, groups: states };
  }

  async #sample(redis: Redis, stream: Stream, states: GroupState[], groups: number, at: Micros): Promise<QueueSample> {
    const waiting = states.flatMap((state) => state.waiting);
    const oldest = waiting.reduce<number | null>(
      (least, id) => Math.min(least ?? Number.POSITIVE_INFINITY, timeOf(id)),
      null,
    );
    return {
      queue: stream.name,
      at,
      queued: groups === 0 ? null : waiting.length,
      scheduled: null,
      running: states.reduce((sum, state) => sum + Object.keys(state.pending).length, 0),
      retrying: null,
      blocked: null,
      dead: stream.deadLetter ? await redis.xlen(stream.deadLetter) : null,
      oldestWaitingMs: oldest === null ? null : Math.max(0, (at - oldest) / 1000),
      workers: null,
      isPaused: null,
    };
  }
}

async function serverTime(redis: Redis): Promise<Micros> {
  const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
  return seconds * 1_000_000 + micros;
}

async function groupsOf(redis: Redis, { name, groups }: Stream): Promise<{ name: string; delivered: string }[]> {
  const found = (await redis.call('XINFO', 'GROUPS', name).catch(noSuchKey)) as unknown[];
  return found
    .map(toFields)
    .map((group) => ({ name: String(group.name), delivered: String(group['last-delivered-id']) }))
    .filter((group) => groups.length === 0 || groups.includes(group.name));
}

async function lastIdOf(redis: Redis, name: string): Promise<string | null> {
  const info = await redis.call('XINFO', 'STREAM', name).catch(noSuchKey);
  const lastId = toFields(info)['last-generated-id'];
  return lastId === undefined ? null : String(lastId);
}

function noSuchKey(error: Error): unknown[] {
  if (/no such key/i.test(error.message)) return [];
  throw error;
}

async function pendingOf(redis: Redis, stream: string, group: string): Promise<Pending[]> {
  const all: Pending[] = [];
  let from = '-';
  while (all.length < mostPending) {
    const now = await serverTime(redis);
    const page = (await redis.call('XPENDING', stream, group, from, '+', String(pageSize))) as [
      string,
      string,
      number,
      number,
    ][];
    for (const [id, consumer, idleMs, deliveries] of page) {
      all.push({ id, consumer, deliveries: Number(deliveries), startedAt: now - Number(idleMs) * 1000 });
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) break;
    from = `(${last[0]}`;
  }
  return all;
}

/** On the first reading: from the first entry that is not acknowledged by some group. */
function firstNeeded(delivered: readonly string[], pending: readonly Pending[]): string {
  const ids = [...delivered, ...pending.map((one) => one.id)];
  return ids.reduce((least, id) => (isUpTo(id, least) ? id : least));
}

async function entriesFrom(redis: Redis, name: string, from: string, isExclusive: boolean): Promise<Entry[]> {
  const start = isExclusive ? `(${from}` : from;
  const list = (await redis.call('XRANGE', name, start, '+', 'COUNT', String(mostEntries))) as [string, unknown][];
  return list.map(([id, values]) => ({ id, fields: toFields(values) }));
}
