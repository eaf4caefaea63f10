// Stop 1 for Redis lists: the waiting list, what is being worked on and the dead letters, read together in one transaction.
import type {
  Batch,
  Collector,
  Cursor,
  Found,
  ProbeResult,
  QueueSample,
  Reader,
  SourceSettings,
} from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { keyFault } from '#lib/watch/redis-connection.ts';
import { redisServerOf } from '#lib/watch/redis-server.ts';
import { type RedisListConfig, type RedisListQueue, redisListConfigSchema } from './config.ts';
import type { ListConnection } from './list-connection.ts';
import { commandsOf, firstPage, type ListPage, type ListRead, nextPage, readingOf, showsMore } from './list-page.ts';
import { manifest } from './manifest.ts';
import { RestConnection } from './rest-connection.ts';
import { SocketConnection } from './socket-connection.ts';
import { type ListState, longestMessage, readingToEvidence } from './to-evidence.ts';

/** Characters of messages that are read from a source in a millisecond, over time. */
const paceText = 4_000;

export const collector: Collector<RedisListConfig> = {
  manifest,
  configSchema: redisListConfigSchema,
  open: async (source) => new ListReader(source),
};

const connectionOf = ({ url, token }: RedisListConfig): ListConnection =>
  url.startsWith('http') ? new RestConnection(url, token ?? '') : new SocketConnection(url);

class ListReader implements Reader {
  #source: SourceSettings<RedisListConfig>;
  #connection: ListConnection;
  #pages = new Map<string, ListPage>();

  constructor(source: SourceSettings<RedisListConfig>) {
    this.#source = source;
    this.#connection = connectionOf(source.config);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    const missing: string[] = [];
    const before = Date.now();
    const reads = await this.#readAll(missing, signal);
    const now = [...reads.values()][0]?.read.reading.now ?? 0;
    const clockOffsetMs = now / 1000 - (before + Date.now()) / 2;
    const { name } = redisServerOf(await this.#connection.info(signal));
    const found = foundBy(this.#source.config);
    return { isOk: true, server: name, library: null, missing, found, clockOffsetMs, message: 'ok' };
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    const { idPointer, attemptPointer } = this.#source.config;
    const pointers = { id: idPointer, attempt: attemptPointer };
    const known = (cursor?.v === 1 ? cursor.queues : {}) as Record<string, ListState>;
    const states = { ...known };
    const missing: string[] = [];
    const batch: Batch = {
      evidence: [],
      samples: [],
      gaps: [],
      next: { v: 1, queues: states },
      hasMore: false,
      clockOffsetMs: null,
      missing,
    };
    let text = 0;
    for (const [queue, { page, read }] of await this.#readAll(missing, signal)) {
      const told = readingToEvidence(read.reading, known[queue] ?? null, this.#source, pointers, budget.nowUs);
      states[queue] = told.state;
      batch.evidence.push(...told.evidence);
      batch.samples.push(toSample(queue, read.lengths, told.state, read.reading.now));
      const next = nextPage(read);
      this.#pages.set(queue, next);
      batch.hasMore ||= showsMore(next, page, read);
      text += read.text;
    }
    return { ...batch, restMs: text / paceText };
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  /** By name; those that cannot be read are told in `missing`. Throws when none can. */
  async #readAll(missing: string[], signal: AbortSignal): Promise<Map<string, { page: ListPage; read: ListRead }>> {
    const reads = new Map<string, { page: ListPage; read: ListRead }>();
    for (const queue of this.#source.config.queues) {
      const page = this.#pages.get(queue.name) ?? firstPage();
      const read = await this.#readQueue(queue, page, signal);
      if (typeof read === 'string') {
        missing.push(read);
        continue;
      }
      reads.set(queue.name, { page, read });
      const { waiting, processing, dead } = read.reading;
      const long = [...waiting, ...(processing ?? []), ...dead].filter((message) => message.length > longestMessage);
      if (long.length > 0) missing.push(`id and data of messages longer than 1 MB: ${long.length} in ${queue.name}`);
    }
    if (reads.size === 0) throw new Error(missing.join('; '));
    return reads;
  }

  async #readQueue(queue: RedisListQueue, page: ListPage, signal: AbortSignal): Promise<ListRead | string> {
    try {
      return readingOf(queue, page, await this.#connection.transaction(commandsOf(queue, page), signal));
    } catch (error) {
      const fault = keyFault(error as Error);
      if (fault === null) throw error;
      return `the list ${queue.name}: ${fault}`;
    }
  }
}

/** What is not named cannot be seen. */
function foundBy({ queues }: RedisListConfig): Found {
  const isWorkUnseen = queues.every(({ processing }) => processing === undefined);
  const isDeathUnseen = queues.every(({ deadLetter }) => deadLetter === undefined);
  return {
    ...(isWorkUnseen ? { transitions: { attempts: 'none' }, moments: { ended: 'unknown' } } : {}),
    ...(isDeathUnseen ? { snapshot: { deadLetters: 'none' } } : {}),
  };
}

/** Age by when a message was first seen: Redis keeps no time. */
function toSample(queue: string, lengths: ListRead['lengths'], state: ListState, now: Micros): QueueSample {
  const firstSeen = Object.values(state).flatMap(([place, , at]) => (place === 'queue' ? [at] : []));
  return {
    queue,
    at: now,
    queued: lengths.waiting,
    scheduled: null,
    running: lengths.processing,
    retrying: null,
    blocked: null,
    dead: lengths.dead,
    oldestWaitingMs:
      lengths.waiting === 0 || firstSeen.length === 0
        ? null
        : (now - firstSeen.reduce((a, b) => Math.min(a, b))) / 1000,
    workers: null,
    isPaused: null,
  };
}
