// Stop 1 for BullMQ on Redis: event streams on one connection of our own, records by HMGET, depths by one pipeline. Never the library's
// classes: constructing `Queue` writes. What can and cannot be seen: README.md.
import type { Redis } from 'ioredis';
import type {
  Batch,
  Cursor,
  Gap,
  ProbeResult,
  Reader,
  ScheduleFact,
  SourceSettings,
  WorkerFact,
} from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { keyFault, ReadingConnection } from '#lib/watch/redis-connection.ts';
import type { BullmqConfig } from './config.ts';
import { beginMending, listFinished, type Mending } from './finished-jobs.ts';
import { followEvents, type OpenJob } from './follow-events.ts';
import { OpenJobs, type StoredJobs } from './open-jobs.ts';
import { recordToEvidence, tellBeginnings } from './record-to-evidence.ts';
import { readFeatures, seenWith } from './redis-features.ts';
import { findQueues, readSchedulers, readWorkers, toWorkerFacts } from './redis-queues.ts';
import { listJobs, readRecords } from './redis-records.ts';
import { readSamples } from './redis-samples.ts';
import { EventStreams, type StreamPart, type StreamPosition } from './redis-streams.ts';

/** Version 1 of the cursor: by queue, where its stream was read to and how far its jobs have come. */
interface RedisCursor {
  v: 1;
  on: 'redis';
  queues: Record<string, StreamPosition & { open: StoredJobs; mending?: Mending | null }>;
}

const sampleEveryMs = 1_000;
const workersEveryMs = 60_000;
/** Looking for queues goes through the whole keyspace: at most this share of the time is spent on it. */
const scanShare = 0.01;
const scanAtLeastMs = 2_000;
const scanAtMostMs = 600_000;
/** Records of a queue that is first seen, or of jobs that are open after a gap, by state. */
const mostRecords = 500;
/** Records of ended jobs that a reading takes from what a gap hid, by queue and state. */
const mendingPage = 500;
/** Of all queues together: those of others wait for the next reading. */
const mostMending = 5_000;

export class RedisReader implements Reader {
  #source: SourceSettings<BullmqConfig>;
  #connection: ReadingConnection;
  #jobs = new Map<string, OpenJobs>();
  #queues: string[] = [];
  #streams = new EventStreams();
  #missing: string[] | null = null;
  #scanDueAt = 0;
  #sampleDueAt = 0;
  #workers: Map<string, number> | null = null;
  #workersDueAt = 0;

  constructor(source: SourceSettings<BullmqConfig>) {
    this.#source = source;
    this.#connection = new ReadingConnection(source.config.url);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#connection.use(signal, async (redis) => {
      const before = Date.now();
      const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
      const clockOffsetMs = seconds * 1000 + micros / 1000 - (before + Date.now()) / 2;
      await this.#findQueues(redis);
      const [first] = this.#queues;
      const key = `${this.#source.config.prefix}:${first ?? 'signalbox'}`;
      // Rights that reading needs: without them there is no watching.
      await redis.call('XRANGE', `${key}:events`, '-', '+', 'COUNT', '1').catch((error) => {
        if (keyFault(error) === null) throw error;
      });
      const library = first === undefined ? null : await redis.hget(`${key}:meta`, 'version');
      const features = await readFeatures(redis, `${key}:events`);
      const seen = seenWith(features, library);
      this.#missing = seen.missing;
      return {
        isOk: true,
        server: features.server.name,
        library,
        ...seen,
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#connection.use(signal, async (redis) => {
      const { prefix } = this.#source.config;
      await this.#findQueues(redis);
      const known = cursorOf(cursor);
      const start: StreamPosition = { id: '0-0', added: null };
      const all = new Map(this.#queues.map((queue) => [queue, known[queue] ?? start]));
      const parts = await this.#streams.read(redis, prefix, all, new Set(Object.keys(known)), budget.maxItems);
      const batch: Batch = { evidence: [], samples: [], gaps: [], next: null, hasMore: false, clockOffsetMs: null };
      if (this.#missing) batch.missing = [...this.#missing, ...this.#streams.faults];
      const queues: RedisCursor['queues'] = { ...known };
      for (const part of parts) {
        const isNew = !known[part.queue] || part.isReset;
        if (isNew) this.#jobs.delete(part.queue);
        const jobs = this.#jobsOf(part.queue, known[part.queue]?.open);
        batch.evidence.push(...(await this.#follow(redis, part, jobs, budget.nowUs)));
        batch.evidence.push(...(await this.#makeUp(redis, part, isNew, budget.nowUs)));
        batch.gaps.push(...gapsOf(part, budget.nowUs));
        if (part.isReset) delete queues[part.queue];
        else
          queues[part.queue] = {
            ...part.position,
            open: jobs.toStored(),
            mending: mendingOf(part, known[part.queue]?.mending),
          };
        batch.hasMore ||= part.isFull;
      }
      await this.#mend(redis, queues, batch, budget.nowUs);
      if (!batch.hasMore) await this.#sample(redis, batch, budget.nowUs);
      return { ...batch, next: { v: 1, on: 'redis', queues } satisfies RedisCursor as unknown as Cursor };
    });
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    return this.#connection.use(signal, (redis) => readSchedulers(redis, this.#source.config.prefix, this.#queues));
  }

  async workers(signal: AbortSignal): Promise<WorkerFact[]> {
    return this.#connection.use(signal, async (redis) =>
      toWorkerFacts(await readWorkers(redis, this.#source.config.prefix, Date.now() * 1000)),
    );
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  /** `open`: as the cursor tells; what we remember ourselves is the same and more, as long as this reader has read on by itself. */
  #jobsOf(queue: string, open: StoredJobs | undefined): OpenJobs {
    let jobs = this.#jobs.get(queue);
    if (!jobs) {
      jobs = new OpenJobs(open);
      this.#jobs.set(queue, jobs);
    }
    return jobs;
  }

  async #follow(redis: Redis, part: StreamPart, jobs: OpenJobs, observedAt: Micros): Promise<Evidence[]> {
    if (part.events.length === 0) return [];
    const wanted = new Map<string, boolean>();
    for (const { event, jobId } of part.events) {
      if (jobId) wanted.set(jobId, (wanted.get(jobId) ?? false) || event === 'added' || !jobs.all.has(jobId));
    }
    const records = await readRecords(redis, this.#source.config.prefix, part.queue, wanted);
    const followed = followEvents(part.queue, part.events, records, jobs.all, this.#source, observedAt);
    const beginnings = tellBeginnings(part.queue, part.events, records, jobs.all, this.#source, observedAt);
    jobs.replace(followed.open as Map<string, OpenJob>);
    return [...followed.evidence, ...beginnings];
  }

  /** What events no longer tell, records may: when a queue is first seen, and when events were lost. */
  async #makeUp(redis: Redis, part: StreamPart, isNew: boolean, observedAt: Micros): Promise<Evidence[]> {
    if (part.isReset || (!isNew && !part.lost)) return [];
    const { prefix } = this.#source.config;
    const fromMs = part.lost ? part.lost.from / 1000 : 0;
    const toMs = (part.events[0]?.at ?? observedAt) / 1000;
    const states = await listJobs(redis, prefix, part.queue, fromMs, toMs, mostRecords);
    const added = new Set(part.events.flatMap(({ event, jobId }) => (event === 'added' ? [jobId] : [])));
    const wanted = new Map([...states.keys()].filter((id) => !added.has(id)).map((id) => [id, true]));
    const records = await readRecords(redis, prefix, part.queue, wanted);
    return [...records].flatMap(([jobId, record]) => {
      const state = states.get(jobId);
      // A job that came after the first event left is told by its events.
      if (!state || record.timestampMs > toMs) return [];
      return recordToEvidence(part.queue, jobId, record, state, this.#source, observedAt);
    });
  }

  /** Reads on in what gaps hid of jobs that ended, until nothing is left that is still kept. */
  async #mend(redis: Redis, queues: RedisCursor['queues'], batch: Batch, observedAt: Micros): Promise<void> {
    const { prefix } = this.#source.config;
    let left = mostMending;
    for (const [queue, position] of Object.entries(queues)) {
      if (!position.mending) continue;
      batch.hasMore = true;
      if (left <= 0) return;
      const { states, next } = await listFinished(redis, `${prefix}:${queue}`, position.mending, mendingPage);
      const records = await readRecords(redis, prefix, queue, new Map([...states.keys()].map((id) => [id, true])));
      for (const [jobId, record] of records) {
        const state = states.get(jobId);
        if (state) batch.evidence.push(...recordToEvidence(queue, jobId, record, state, this.#source, observedAt));
      }
      left -= states.size;
      queues[queue] = { ...position, mending: next };
    }
  }

  async #sample(redis: Redis, batch: Batch, nowUs: Micros): Promise<void> {
    const now = Date.now();
    if (now < this.#sampleDueAt || this.#queues.length === 0) return;
    this.#sampleDueAt = now + Math.min(sampleEveryMs, this.#source.pollMs);
    const { prefix } = this.#source.config;
    if (now >= this.#workersDueAt) {
      this.#workersDueAt = now + workersEveryMs;
      const workers = await readWorkers(redis, prefix, nowUs).catch(() => null);
      this.#workers = workers && countBy(workers.map(({ queue }) => queue));
    }
    const read = await readSamples(redis, prefix, this.#queues, this.#workers);
    batch.samples.push(...read.samples);
    batch.clockOffsetMs = (read.nowUs - now * 1000) / 1000;
  }

  async #findQueues(redis: Redis): Promise<void> {
    const { queues, prefix } = this.#source.config;
    if (queues.length > 0) this.#queues = queues;
    const began = Date.now();
    if (queues.length > 0 || began < this.#scanDueAt) return;
    this.#queues = await findQueues(redis, prefix);
    const costMs = Date.now() - began;
    this.#scanDueAt = began + Math.min(scanAtMostMs, Math.max(scanAtLeastMs, costMs / scanShare));
  }
}

function cursorOf(cursor: Cursor): RedisCursor['queues'] {
  const known = cursor as unknown as RedisCursor | null;
  return known?.v === 1 && known.on === 'redis' ? known.queues : {};
}

/** A gap in what another had left: what is left of both is read. */
function mendingOf({ lost }: StreamPart, before: Mending | null | undefined): Mending | null {
  if (!lost) return before ?? null;
  const from = before
    ? Math.min(...[before.completed, before.failed].flatMap((place) => place?.[0] ?? []))
    : lost.from / 1000;
  return beginMending(Math.min(from, lost.from / 1000), lost.to / 1000);
}

function gapsOf({ queue, lost, isReset }: StreamPart, nowUs: Micros): Gap[] {
  if (lost) return [{ queue, from: lost.from, to: lost.to, lost: lost.count, cause: 'trimmed' }];
  return isReset ? [{ queue, from: nowUs, to: nowUs, lost: null, cause: 'reset' }] : [];
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
