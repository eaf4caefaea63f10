// Stop 1 for Redis lists: the waiting list, what is being worked on and the dead letters, read together in one transaction.
import type { Redis } from 'ioredis';
import type { Batch, Collector, Cursor, ProbeResult, QueueSample, Reader, SourceSettings } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { ReadingConnection, repliesOf } from '#lib/watch/redis-connection.ts';
import { type RedisListConfig, redisListConfigSchema } from './config.ts';
import { manifest } from './manifest.ts';
import { type ListReading, type ListState, readingToEvidence } from './to-evidence.ts';

type Queue = RedisListConfig['queues'][number];

/** Messages read of a waiting list: at the end where workers take, and where producers push. */
const mostWaiting = 1_000;
const mostProcessing = 2_000;
const mostDead = 500;

export const collector: Collector<RedisListConfig> = {
  manifest,
  configSchema: redisListConfigSchema,
  open: async (source) => new ListReader(source),
};

interface Lengths {
  waiting: number;
  processing: number | null;
  dead: number | null;
}

class ListReader implements Reader {
  #source: SourceSettings<RedisListConfig>;
  #connection: ReadingConnection;

  constructor(source: SourceSettings<RedisListConfig>) {
    this.#source = source;
    this.#connection = new ReadingConnection(source.config.url);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#connection.use(signal, async (redis) => {
      for (const queue of this.#source.config.queues) await readQueue(redis, queue);
      const info = await redis.info('server').catch(() => '');
      const version = /redis_version:(\S+)/.exec(info)?.[1];
      const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
      const clockOffsetMs = seconds * 1000 + micros / 1000 - Date.now();
      return {
        isOk: true,
        server: version ? `Redis ${version}` : 'Redis',
        library: null,
        missing: [],
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#connection.use(signal, async (redis) => {
      const { queues, idPointer, attemptPointer } = this.#source.config;
      const known = (cursor?.v === 1 ? cursor.queues : {}) as Record<string, ListState>;
      const states: Record<string, ListState> = {};
      const batch: Batch = {
        evidence: [],
        samples: [],
        gaps: [],
        next: { v: 1, queues: states },
        hasMore: false,
        clockOffsetMs: null,
      };
      for (const queue of queues) {
        const { reading, lengths } = await readQueue(redis, queue);
        const before = known[queue.name] ?? {};
        const pointers = { id: idPointer, attempt: attemptPointer };
        const told = readingToEvidence(reading, before, this.#source, pointers, budget.nowUs);
        states[queue.name] = told.state;
        batch.evidence.push(...told.evidence);
        batch.samples.push(toSample(queue.name, lengths, told.state, reading));
      }
      return batch;
    });
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}

/** One MULTI: a message on its way from one list to another is in exactly one of them, or in both. */
async function readQueue(redis: Redis, queue: Queue): Promise<{ reading: ListReading; lengths: Lengths }> {
  const { name, processing, deadLetter } = queue;
  const half = mostWaiting / 2;
  const results = await redis
    .multi()
    .time()
    .llen(name)
    .lrange(name, 0, half - 1)
    .lrange(name, -half, -1)
    .llen(processing ?? name)
    .lrange(processing ?? name, 0, processing ? mostProcessing - 1 : 0)
    .llen(deadLetter ?? name)
    .lrange(deadLetter ?? name, 0, deadLetter ? mostDead - 1 : 0)
    .exec();
  const [time, length, head, tail, workingLength, working, deadLength, dead] = repliesOf(results) as [
    string[],
    number,
    string[],
    string[],
    number,
    string[],
    number,
    string[],
  ];
  const [seconds = 0, micros = 0] = time.map(Number);
  const isWhole = length <= mostWaiting;
  // The two pages overlap when the list is shorter than both.
  const waiting = length <= half ? head : [...head, ...tail.slice(Math.max(0, mostWaiting - length))];
  return {
    reading: {
      queue: name,
      waiting,
      processing: processing ? working : null,
      dead: deadLetter ? dead : [],
      isWhole,
      now: seconds * 1_000_000 + micros,
    },
    lengths: { waiting: length, processing: processing ? workingLength : null, dead: deadLetter ? deadLength : null },
  };
}

/** Age by when a message was first seen: Redis keeps no time. */
function toSample(queue: string, lengths: Lengths, state: ListState, { now }: ListReading): QueueSample {
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
    oldestWaitingMs: firstSeen.length === 0 ? null : (now - firstSeen.reduce((a, b) => Math.min(a, b))) / 1000,
    workers: null,
    isPaused: null,
  };
}
