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
import {
  deadOf,
  entriesFrom,
  faultOf,
  firstEntries,
  firstNeeded,
  groupsOf,
  lastIdOf,
  pageAfter,
  pendingOf,
  type Stream,
  serverTime,
} from './stream-commands.ts';
import { type GroupState, isUpTo, type Pending, readingToEvidence, timeOf } from './to-evidence.ts';

interface StreamCursor {
  /** Last entry read. */
  id: string;
  groups: Record<string, GroupState>;
}

/** Characters of entries that are read from a source in a millisecond, over time. */
const paceText = 4_000;

export const collector: Collector<RedisStreamConfig> = {
  manifest,
  configSchema: redisStreamConfigSchema,
  open: async (source) => new StreamReader(source),
};

class StreamReader implements Reader {
  #source: SourceSettings<RedisStreamConfig>;
  #connection: ReadingConnection;
  /** Entries to ask for of each stream. */
  #pages = new Map<string, number>();

  constructor(source: SourceSettings<RedisStreamConfig>) {
    this.#source = source;
    this.#connection = new ReadingConnection(source.config.url);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#connection.use(signal, async (redis) => {
      const missing: string[] = [];
      let broken = 0;
      const isDeathUnseen = this.#source.config.streams.every(({ deadLetter }) => deadLetter === undefined);
      for (const { name } of this.#source.config.streams) {
        const fault = await faultOf(redis, name);
        if (fault !== null) broken++;
        if (fault !== null) missing.push(`the stream ${name}: ${fault}`);
        else if ((await redis.call('EXISTS', name)) === 0) missing.push(`the stream ${name}: it does not exist yet`);
      }
      if (broken === this.#source.config.streams.length) throw new Error(missing.join('; '));
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
        missing: [],
      };
      for (const stream of this.#source.config.streams) {
        const before = known[stream.name];
        const fault = await faultOf(redis, stream.name);
        if (fault !== null) batch.missing?.push(`the stream ${stream.name}: ${fault}`);
        const next = fault === null ? await this.#readStream(redis, stream, before, batch, budget.nowUs) : before;
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
        if ((await faultOf(redis, stream.name)) !== null) continue;
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
    const { lastId, text } = await lastIdOf(redis, name);
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
    const page = this.#pages.get(name) ?? firstEntries;
    const added = await entriesFrom(redis, name, before === undefined ? from : `(${from}`, page);
    const addedText = JSON.stringify(added).length;
    this.#pages.set(name, pageAfter(added, addedText));
    batch.restMs = (batch.restMs ?? 0) + (text + addedText) / paceText;
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
    const hasMore = added.length === page;
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
      dead: await deadOf(redis, stream),
      oldestWaitingMs: oldest === null ? null : Math.max(0, (at - oldest) / 1000),
      workers: null,
      isPaused: null,
    };
  }
}
