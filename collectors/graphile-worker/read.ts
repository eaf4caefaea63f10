// Stop 1 for Graphile Worker: reads the outbox where it is installed, else compares the job table from poll to poll, in read-only
// transactions under a statement time limit. Never starts the library, which would migrate. What can be seen: README.md.
import type pg from 'pg';
import type {
  Batch,
  Collector,
  Cursor,
  Gap,
  ProbeResult,
  Reader,
  ScheduleFact,
  SourceSettings,
  WorkerFact,
} from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { isTrimmed, type OutboxCursor, OutboxReading, outboxStart } from '#lib/watch/outbox-cursor.ts';
import { SamplePace } from '#lib/watch/pace.ts';
import { ReadingPool } from '#lib/watch/reading-pool.ts';
import { changeToEvidence } from './change-to-evidence.ts';
import { type GraphileWorkerConfig, graphileWorkerConfigSchema } from './config.ts';
import type { JobRow } from './job-row.ts';
import { manifest } from './manifest.ts';
import * as sql from './select-jobs.ts';
import { goneToEvidence, isDead, rowToEvidence } from './to-evidence.ts';

/** Version 1 of the cursor. */
interface GraphileCursor {
  v: 1;
  outbox: OutboxCursor;
  /** The table was read once, for jobs older than the outbox; until then the last id read. */
  table: { isRead: boolean; after: string };
  /** Without an outbox: the highest id seen, and when that was. */
  highest: { id: number; at: Micros } | null;
}

type Live = Pick<JobRow, 'id' | 'task' | 'createdAt' | 'attempts' | 'lockedAt'>;

const maxLive = 50_000;
const layoutEveryMs = 30_000;
const sampleEveryMs = 2_000;
/** Depths cost a scan: at most this share of the time is spent on them. */
const sampleShare = 0.02;
/** Each row or change makes up to about this many pieces of evidence. */
const itemsPerRow = 3;

export const collector: Collector<GraphileWorkerConfig> = {
  manifest,
  configSchema: graphileWorkerConfigSchema,
  open: async (source) => new GraphileReader(source),
};

class GraphileReader implements Reader {
  #source: SourceSettings<GraphileWorkerConfig>;
  #pool: ReadingPool;
  #layout: { value: sql.Layout; readAt: number } | null = null;
  #outbox = new OutboxReading();
  /** Versions of rows that were handed on (without an outbox). */
  #versions = new Map<string, number>();
  #live = new Map<string, Live>();
  #depths: SamplePace;

  constructor(source: SourceSettings<GraphileWorkerConfig>) {
    this.#source = source;
    this.#pool = new ReadingPool(source.config.url);
    this.#depths = new SamplePace(Math.min(sampleEveryMs, source.pollMs), sampleShare);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#pool.read(signal, async (client) => {
      const layout = await this.#look(client, true);
      const before = Date.now();
      const { now } = await sql.selectSnapshot(client);
      const clockOffsetMs = now / 1000 - (before + Date.now()) / 2;
      const server = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
      await sql.selectDepths(client, layout); // says at once when the rights are missing
      return {
        isOk: true,
        server: `PostgreSQL ${server.rows[0]?.version}`,
        library: layout.migration === null ? 'graphile-worker' : `graphile-worker, migration ${layout.migration}`,
        missing: layout.missing,
        found: sql.foundBy(layout),
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#pool.read(signal, async (client) => {
      const layout = await this.#look(client, false);
      const snapshot = await sql.selectSnapshot(client);
      const { at, gaps } = placeOf(cursor, snapshot);
      const round: Round = {
        client,
        layout,
        snapshot,
        gaps,
        nowUs: budget.nowUs,
        limit: Math.max(1, Math.floor(budget.maxItems / itemsPerRow)),
      };
      const read = layout.hasOutbox ? await this.#readOutbox(round, at) : await this.#readTable(round, at);
      const samples = read.hasMore ? [] : await this.#samples(client, layout, snapshot.now);
      return {
        ...read,
        gaps,
        samples,
        sampleRestMs: this.#depths.restMs,
        missing: layout.missing,
        found: sql.foundBy(layout),
        clockOffsetMs: (snapshot.now - budget.nowUs) / 1000,
      };
    });
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    const names = await this.#pool.read(signal, async (client) =>
      sql.selectCrontabs(client, await this.#look(client, false)),
    );
    return names.map((name) => ({
      name,
      queue: name,
      job: name,
      expression: null,
      everyMs: null,
      timeZone: 'UTC',
      nextDueAt: null,
    }));
  }

  async workers(signal: AbortSignal): Promise<WorkerFact[]> {
    return this.#pool.read(signal, async (client) => sql.selectHolders(client, await this.#look(client, false)));
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** What is there, looked at again now and then: an outbox may be installed or taken away at any time. */
  async #look(client: pg.ClientBase, isFresh: boolean): Promise<sql.Layout> {
    const known = this.#layout;
    if (known && !isFresh && Date.now() - known.readAt < layoutEveryMs) return known.value;
    const value = await sql.readLayout(client, this.#source.config.schema);
    this.#layout = { value, readAt: Date.now() };
    return value;
  }

  async #readOutbox(round: Round, at: GraphileCursor): Promise<Read> {
    const { client, layout, snapshot, gaps, limit } = round;
    if (!at.table.isRead) return this.#readOldJobs(round, at);
    if (isTrimmed(at.outbox, await sql.selectOldestChange(client))) {
      gaps.push({ queue: '', from: snapshot.now, to: snapshot.now, lost: null, cause: 'trimmed' });
    }
    const changes = await sql.selectChanges(client, layout, at.outbox, limit);
    const { fresh, next, hasMore } = this.#outbox.take(at.outbox, changes, limit, snapshot.horizon);
    const evidence = fresh.flatMap((change) => changeToEvidence(change, this.#source, round.nowUs));
    return { evidence, hasMore, next: pack({ ...at, outbox: next, highest: null }) };
  }

  /** Jobs that were there before the outbox was. Then all that the outbox holds is read. */
  async #readOldJobs({ client, layout, snapshot, nowUs, limit }: Round, at: GraphileCursor): Promise<Read> {
    const rows = await sql.selectJobs(client, layout, at.table.after, limit);
    const isRead = rows.length < limit;
    const evidence = rows.flatMap((row) => rowToEvidence(row, this.#source, nowUs, snapshot.now));
    const table = { isRead, after: isRead ? '0' : (rows.at(-1)?.id ?? '0') };
    return { evidence, hasMore: true, next: pack({ ...at, table }) };
  }

  async #readTable({ client, layout, snapshot, gaps, nowUs, limit }: Round, at: GraphileCursor): Promise<Read> {
    const rows = await sql.selectJobs(client, layout, at.table.after, limit);
    const hasMore = rows.length === limit;
    const evidence: Evidence[] = [];
    for (const row of rows) {
      if (this.#versions.get(row.id) === row.xid) continue;
      this.#versions.set(row.id, row.xid);
      const { id, task, createdAt, attempts, lockedAt } = row;
      if (isDead(row)) this.#live.delete(id);
      else if (this.#live.size < maxLive) this.#live.set(id, { id, task, createdAt, attempts, lockedAt });
      evidence.push(...rowToEvidence(row, this.#source, nowUs, snapshot.now));
    }
    const highest = skipped(rows, at.highest, snapshot.now, gaps);
    const after = hasMore ? (rows.at(-1)?.id ?? '0') : '0';
    if (!hasMore) evidence.push(...(await this.#gone(client, layout, nowUs, snapshot.now)));
    return { evidence, hasMore, next: pack({ ...at, highest, table: { isRead: false, after } }) };
  }

  async #gone(client: pg.ClientBase, layout: sql.Layout, observedAt: Micros, readAt: Micros): Promise<Evidence[]> {
    if (this.#versions.size === 0) return [];
    const evidence: Evidence[] = [];
    for (const id of await sql.selectGone(client, layout, [...this.#versions.keys()])) {
      const live = this.#live.get(id);
      this.#live.delete(id);
      this.#versions.delete(id);
      if (live) evidence.push(...goneToEvidence(live, this.#source, observedAt, readAt));
    }
    return evidence;
  }

  async #samples(client: pg.ClientBase, layout: sql.Layout, at: Micros): Promise<Batch['samples']> {
    const rows = await this.#depths.measure(() => sql.selectDepths(client, layout));
    return rows.map((row) => ({ ...row, at, blocked: null, workers: null, isPaused: null }));
  }
}

interface Round {
  client: pg.ClientBase;
  layout: sql.Layout;
  snapshot: sql.Snapshot;
  gaps: Gap[];
  nowUs: Micros;
  /** Most rows of one reading. */
  limit: number;
}
type Read = Pick<Batch, 'evidence' | 'next' | 'hasMore'>;

const pack = (cursor: GraphileCursor): Cursor => cursor as unknown as Cursor;

/** Where to read on. Transaction numbers that went back mean another database, or one restored: all is read anew. */
function placeOf(cursor: Cursor, { horizon, now }: sql.Snapshot): { at: GraphileCursor; gaps: Gap[] } {
  const known = cursor as unknown as GraphileCursor | null;
  const start: GraphileCursor = {
    v: 1,
    outbox: outboxStart,
    table: { isRead: false, after: '0' },
    highest: null,
  };
  if (known?.v !== 1) return { at: start, gaps: [] };
  if (Math.max(known.outbox.horizon, known.outbox.until ?? 0) <= horizon) return { at: known, gaps: [] };
  return { at: start, gaps: [{ queue: '', from: now, to: now, lost: null, cause: 'reset' }] };
}

/** Ids are counted up: one that was left out between two polls is a job that came and went, or an enqueue that was rolled back. */
function skipped(
  rows: readonly JobRow[],
  known: GraphileCursor['highest'],
  now: Micros,
  gaps: Gap[],
): GraphileCursor['highest'] {
  const fresh = rows.filter((row) => Number(row.id) > (known?.id ?? 0));
  const highest = Number(fresh.at(-1)?.id ?? known?.id ?? 0);
  if (known && highest - known.id > fresh.length) {
    gaps.push({ queue: '', from: known.at, to: now, lost: null, cause: 'poll-interval' });
  }
  return { id: highest, at: now };
}
