// Stop 1 for BullMQ 6 on PostgreSQL: its event table, read in read-only transactions by the transactions that wrote it. What can and
// cannot be seen: README.md.
import type pg from 'pg';
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
import { SamplePace } from '#lib/watch/pace.ts';
import { ReadingPool } from '#lib/watch/reading-pool.ts';
import type { BullmqConfig } from './config.ts';
import { type BullEvent, followEvents, type OpenJob } from './follow-events.ts';
import type { JobFacts } from './job-facts.ts';
import { OpenJobs, type StoredJobs } from './open-jobs.ts';
import {
  type EventRow,
  readSchema,
  selectEvents,
  selectLatestRecords,
  selectLogBounds,
  selectRecords,
  selectSamples,
  selectSchedulers,
  toEvent,
} from './postgres-queues.ts';
import { recordToEvidence, tellBeginnings } from './record-to-evidence.ts';
import { untried } from './redis-features.ts';

/** Version 1 of the cursor. */
interface PostgresCursor {
  v: 1;
  on: 'postgres';
  /** Transactions below this one were seen to their end. */
  horizon: number;
  /** Events above the horizon that were read already. */
  seen: number[];
  /** The highest event id read: what was drawn later was not missed. */
  last: number;
  atUs: Micros;
  open: Record<string, StoredJobs>;
}

const sampleEveryMs = 2_000;
const sampleShare = 0.02;
const mostRecords = 2_000;
/** More events above the horizon than this (a transaction that is open for hours): the oldest are read again, which adds nothing. */
const mostSeen = 20_000;

export class PostgresReader implements Reader {
  #source: SourceSettings<BullmqConfig>;
  #pool: ReadingPool;
  #schema: string | null = null;
  #jobs = new Map<string, OpenJobs>();
  #depths: SamplePace;

  constructor(source: SourceSettings<BullmqConfig>) {
    this.#source = source;
    this.#pool = new ReadingPool(source.config.url);
    this.#depths = new SamplePace(Math.min(sampleEveryMs, source.pollMs), sampleShare);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#read(signal, async (client, schema) => {
      const before = Date.now();
      const found = await client.query<{ server: string; now: number; library: string | null }>(
        `select current_setting('server_version') as server, (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
                (select value from ${schema}.meta where field = 'version' limit 1) as library`,
      );
      const row = found.rows[0];
      await selectEvents(client, schema, null, [], [''], 1);
      await selectSamples(client, schema, [''], 0);
      return {
        isOk: true,
        server: `PostgreSQL ${row?.server}`,
        library: row?.library ?? 'bullmq',
        missing: untried(row?.library ?? null),
        found: { transitions: { guarantee: 'log-bounded' } },
        clockOffsetMs: (row?.now ?? before) - (before + Date.now()) / 2,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#read(signal, async (client, schema) => {
      const { queues } = this.#source.config;
      const found = await client.query<{ horizon: number; now: number }>(
        `select pg_snapshot_xmin(pg_current_snapshot())::text::int8 as horizon, (extract(epoch from clock_timestamp()) * 1e6)::int8 as now`,
      );
      const { horizon = 0, now = 0 } = found.rows[0] ?? {};
      const known = cursorOf(cursor);
      const isReset = known !== null && known.horizon > horizon;
      const from = isReset ? null : known;
      const gaps = isReset ? [resetGap(now)] : await this.#gaps(client, schema, from, now);
      const limit = Math.max(100, Math.floor(budget.maxItems / 2));
      const rows = await selectEvents(client, schema, from?.horizon ?? null, from?.seen ?? [], queues, limit);
      const hasMore = rows.length === limit;
      const evidence = await this.#follow(client, schema, rows, from, budget.nowUs);
      if (from === null || gaps.length > 0)
        evidence.push(...(await this.#makeUp(client, schema, rows, now, budget.nowUs)));
      const next: PostgresCursor = {
        v: 1,
        on: 'postgres',
        // Within a round only a part was read: the horizon stays, and what was read is remembered.
        horizon: hasMore ? (from?.horizon ?? 0) : horizon,
        seen: await this.#seenAbove(client, schema, hasMore ? null : horizon, from, rows),
        last: Math.max(from?.last ?? 0, rows.at(-1)?.id ?? 0),
        atUs: now,
        open: Object.fromEntries([...this.#jobs].map(([queue, jobs]) => [queue, jobs.toStored()])),
      };
      const samples = hasMore ? [] : await this.#depths.measure(() => selectSamples(client, schema, queues, now));
      return {
        evidence,
        samples,
        sampleRestMs: this.#depths.restMs,
        gaps,
        next: next as unknown as Cursor,
        hasMore,
        clockOffsetMs: (now - Date.now() * 1000) / 1000,
      };
    });
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    return this.#read(signal, selectSchedulers);
  }

  /** Connections that workers named `queue:w:name`. */
  async workers(signal: AbortSignal): Promise<WorkerFact[]> {
    return this.#read(signal, async (client) => {
      const found = await client.query<{ name: string }>(
        `select distinct application_name as name from pg_stat_activity where datname = current_database() and application_name like '%:w:%'`,
      );
      const seenAt = Date.now() * 1000;
      return found.rows.map(({ name }) => {
        const at = name.indexOf(':w:');
        return { name: name.slice(at + 3), queue: name.slice(0, at), seenAt };
      });
    });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #follow(
    client: pg.ClientBase,
    schema: string,
    rows: readonly EventRow[],
    from: PostgresCursor | null,
    observedAt: Micros,
  ): Promise<Evidence[]> {
    if (from === null) this.#jobs.clear();
    else if (this.#jobs.size === 0) {
      for (const [queue, open] of Object.entries(from.open)) this.#jobs.set(queue, new OpenJobs(open));
    }
    const byQueue = new Map<string, BullEvent[]>();
    for (const row of rows) {
      const events = byQueue.get(row.queue) ?? [];
      events.push(toEvent(row));
      byQueue.set(row.queue, events);
    }
    const wanted = [...byQueue].flatMap(([queue, events]) =>
      [...new Set(events.map((event) => event.jobId))].filter(Boolean).map((jobId) => ({ queue, jobId })),
    );
    const records = new Map<string, Map<string, JobFacts>>();
    for (const { queue, jobId, facts } of await selectRecords(client, schema, wanted)) {
      const ofQueue = records.get(queue) ?? new Map<string, JobFacts>();
      records.set(queue, ofQueue.set(jobId, facts));
    }
    const evidence: Evidence[] = [];
    for (const [queue, events] of byQueue) {
      const jobs = this.#jobs.get(queue) ?? new OpenJobs();
      this.#jobs.set(queue, jobs);
      const facts = records.get(queue) ?? new Map<string, JobFacts>();
      const followed = followEvents(queue, events, facts, jobs.all, this.#source, observedAt);
      evidence.push(...followed.evidence);
      evidence.push(...tellBeginnings(queue, events, facts, jobs.all, this.#source, observedAt));
      jobs.replace(followed.open as Map<string, OpenJob>);
    }
    return evidence;
  }

  /** Jobs older than the log: their records tell what there is left to tell. */
  async #makeUp(
    client: pg.ClientBase,
    schema: string,
    rows: readonly EventRow[],
    nowUs: Micros,
    observedAt: Micros,
  ): Promise<Evidence[]> {
    const added = new Set(rows.flatMap((row) => (row.event === 'added' ? [`${row.queue} ${row.data?.jobId}`] : [])));
    const beforeMs = Math.floor(rows[0]?.atMs ?? nowUs / 1000);
    const records = await selectLatestRecords(client, schema, this.#source.config.queues, beforeMs, mostRecords);
    return records
      .filter(({ queue, jobId }) => !added.has(`${queue} ${jobId}`))
      .flatMap(({ queue, jobId, facts, state }) =>
        recordToEvidence(queue, jobId, facts, state, this.#source, observedAt),
      );
  }

  /** Which of the events read so far lie above the new horizon and would be read again. */
  async #seenAbove(
    client: pg.ClientBase,
    schema: string,
    horizon: number | null,
    from: PostgresCursor | null,
    rows: readonly EventRow[],
  ): Promise<number[]> {
    const read = [...(from?.seen ?? []), ...rows.map((row) => row.id)];
    if (horizon === null || read.length === 0) return read.slice(-mostSeen);
    const found = await client.query<{ id: number }>(
      `with c as (select pg_snapshot_xmax(pg_current_snapshot())::text::int8 as next)
       select e.id from ${schema}.event e, c
        where e.id = any($2::int8[]) and (c.next - e.xmin::text::int8 & 4294967295) <= c.next - $1 order by e.id`,
      [horizon, read],
    );
    return found.rows.map((row) => row.id).slice(-mostSeen);
  }

  /** The log of a queue is cut by ids of the whole database: something may be missing if it was cut beyond what we had read. */
  async #gaps(client: pg.ClientBase, schema: string, from: PostgresCursor | null, now: Micros): Promise<Gap[]> {
    if (from === null) return [];
    const bounds = await selectLogBounds(client, schema);
    return bounds
      .filter(({ oldest, newest, maxLength }) => oldest > from.last + 1 && newest - maxLength > from.last)
      .map(({ queue }) => ({ queue, from: from.atUs, to: now, lost: null, cause: 'trimmed' as const }));
  }

  #read<T>(signal: AbortSignal, work: (client: pg.ClientBase, schema: string) => Promise<T>): Promise<T> {
    return this.#pool.read(signal, async (client) => {
      this.#schema ??= await readSchema(client, this.#source.config.schema);
      return work(client, this.#schema);
    });
  }
}

function cursorOf(cursor: Cursor): PostgresCursor | null {
  const known = cursor as unknown as PostgresCursor | null;
  return known?.v === 1 && known.on === 'postgres' ? known : null;
}

const resetGap = (now: Micros): Gap => ({ queue: '', from: now, to: now, lost: null, cause: 'reset' });
