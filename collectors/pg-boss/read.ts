// Stop 1 for pg-boss: polls its tables in read-only transactions under a statement time limit. Never starts the library, which would
// migrate and supervise. What can and cannot be seen: README.md.
import { Cron } from 'croner';
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
} from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { ReadingPool } from '#lib/watch/reading-pool.ts';
import { type PgBossConfig, pgBossConfigSchema } from './config.ts';
import type { JobRow } from './job-row.ts';
import { manifest } from './manifest.ts';
import {
  type Layout,
  type Position,
  readLayout,
  selectBossSchedules,
  selectChangedJobs,
  selectDepths,
  selectFired,
  selectGoneJobs,
  selectSnapshot,
} from './select-jobs.ts';
import { firedToEvidence, goneToEvidence, jobToEvidence } from './to-evidence.ts';

/** Version 1 of the cursor. */
interface BossCursor extends Position {
  v: 1;
  /** Horizon to go on from when this round is through. */
  until: number | null;
  /** Schedule → its job that was told last. */
  fired: Record<string, string>;
}

type Live = Pick<JobRow, 'id' | 'name' | 'state' | 'createdOn' | 'keepUntil'>;

const maxLive = 50_000;
const goneEveryMs = 10_000;
/** Depths cost a scan: at most this share of the time is spent on them. */
const sampleShare = 0.02;
const sampleEveryMs = 2_000;
/** Each row makes up to about this many pieces of evidence. */
const itemsPerRow = 4;

export const collector: Collector<PgBossConfig> = {
  manifest,
  configSchema: pgBossConfigSchema,
  open: async (source) => new BossReader(source),
};

class BossReader implements Reader {
  #source: SourceSettings<PgBossConfig>;
  #pool: ReadingPool;
  #layout: Layout | null = null;
  /** Versions of rows that were handed on and lie above the horizon, where they would be read again. */
  #seen = new Map<string, number>();
  /** Rows not at their end when last seen. */
  #live = new Map<string, Live>();
  #lookedForGoneAt = 0;
  #sampleDueAt = 0;

  constructor(source: SourceSettings<PgBossConfig>) {
    this.#source = source;
    this.#pool = new ReadingPool(source.config.url);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#pool.read(signal, async (client) => {
      const layout = await readLayout(client, this.#source.config.schema);
      this.#layout = layout;
      const before = Date.now();
      const found = await client.query<{ server: string; now: number }>(
        `select current_setting('server_version') as server, (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
      );
      const clockOffsetMs = (found.rows[0]?.now ?? before) - (before + Date.now()) / 2;
      await selectDepths(client, layout, ['']); // says at once when the rights are missing
      return {
        isOk: true,
        server: `PostgreSQL ${found.rows[0]?.server}`,
        library: layout.schemaVersion === null ? 'pg-boss' : `pg-boss, schema version ${layout.schemaVersion}`,
        missing: [],
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#pool.read(signal, async (client) => {
      this.#layout ??= await readLayout(client, this.#source.config.schema);
      const layout = this.#layout;
      const { queues } = this.#source.config;
      const limit = Math.max(1, Math.floor(budget.maxItems / itemsPerRow));
      const snapshot = await selectSnapshot(client);
      const { position, gaps } = placeOf(cursor, snapshot.horizon, snapshot.now);
      // From the beginning: what was told before is told again.
      if (position.horizon === null && position.after === null) this.#seen.clear();
      const until = position.until ?? snapshot.horizon;
      const rows = await selectChangedJobs(client, layout, position, queues, limit);
      const hasMore = rows.length === limit;
      const evidence = this.#take(rows, budget.nowUs, snapshot.now);
      if (!hasMore) evidence.push(...(await this.#gone(client, layout, budget.nowUs, snapshot.now)));
      const fired = { ...position.fired };
      if (!hasMore) evidence.push(...(await this.#fired(client, layout, fired, budget.nowUs)));
      const last = rows.at(-1);
      const next: BossCursor =
        hasMore && last
          ? { v: 1, horizon: position.horizon, after: { xid: last.xid, id: last.id }, until, fired }
          : { v: 1, horizon: until, after: null, until: null, fired };
      if (!hasMore) for (const [id, xid] of this.#seen) if (xid < until) this.#seen.delete(id);
      return {
        evidence,
        samples: hasMore ? [] : await this.#samples(client, layout, snapshot.now),
        gaps,
        next: next as unknown as Cursor,
        hasMore,
        clockOffsetMs: (snapshot.now - budget.nowUs) / 1000,
      };
    });
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    const layout = this.#layout;
    if (!layout) return [];
    const rows = await this.#pool.read(signal, (client) => selectBossSchedules(client, layout));
    return rows.map((row) => ({
      name: row.key === '' ? row.name : `${row.name}:${row.key}`,
      queue: row.name,
      job: row.name,
      expression: row.cron,
      everyMs: null,
      timeZone: row.timeZone,
      nextDueAt: row.kind === 'cron' ? nextOf(row.cron, row.timeZone) : null,
    }));
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #take(rows: readonly JobRow[], observedAt: Micros, readAt: Micros): Evidence[] {
    const evidence: Evidence[] = [];
    for (const row of rows) {
      if (this.#seen.get(row.id) === row.xid) continue;
      this.#seen.set(row.id, row.xid);
      const { id, name, state, createdOn, keepUntil } = row;
      const isLive = state === 'created' || state === 'retry' || state === 'active';
      if (!isLive) this.#live.delete(id);
      else if (this.#live.size < maxLive) this.#live.set(id, { id, name, state, createdOn, keepUntil });
      evidence.push(...jobToEvidence(row, this.#source, observedAt, readAt));
    }
    return evidence;
  }

  /** Jobs that schedules made since `told`, which is brought up to date. */
  async #fired(
    client: pg.ClientBase,
    layout: Layout,
    told: Record<string, string>,
    observedAt: Micros,
  ): Promise<Evidence[]> {
    const rows = (await selectFired(client, layout)).filter((row) => told[row.schedule] !== row.id);
    for (const row of rows) told[row.schedule] = row.id;
    return rows.map((row) => firedToEvidence(row, this.#source, observedAt));
  }

  /** Rows that left without having come to an end. The library fails a job by deleting and inserting it in one statement: that is no gap. */
  async #gone(client: pg.ClientBase, layout: Layout, observedAt: Micros, readAt: Micros): Promise<Evidence[]> {
    if (this.#live.size === 0 || Date.now() - this.#lookedForGoneAt < goneEveryMs) return [];
    this.#lookedForGoneAt = Date.now();
    const evidence: Evidence[] = [];
    for (const id of await selectGoneJobs(client, layout, [...this.#live.values()])) {
      const live = this.#live.get(id);
      this.#live.delete(id);
      if (live) evidence.push(goneToEvidence(live, this.#source, observedAt, readAt));
    }
    return evidence;
  }

  async #samples(client: pg.ClientBase, layout: Layout, at: Micros): Promise<Batch['samples']> {
    const began = Date.now();
    if (began < this.#sampleDueAt) return [];
    const rows = await selectDepths(client, layout, this.#source.config.queues);
    const costMs = Date.now() - began;
    this.#sampleDueAt = began + Math.max(Math.min(sampleEveryMs, this.#source.pollMs), costMs / sampleShare);
    return rows.map((row) => ({ ...row, at, workers: null, isPaused: null }));
  }
}

/** Where to read on. Transaction numbers that went back mean another database, or one restored: all is read anew. */
function placeOf(cursor: Cursor, horizon: number, now: Micros): { position: BossCursor; gaps: Gap[] } {
  const known = cursor as unknown as BossCursor | null;
  const start: BossCursor = { v: 1, horizon: null, after: null, until: null, fired: {} };
  if (known?.v !== 1) return { position: start, gaps: [] };
  const isReset = Math.max(known.horizon ?? 0, known.until ?? 0) > horizon;
  if (!isReset) return { position: known, gaps: [] };
  return { position: start, gaps: [{ queue: '', from: now, to: now, lost: null, cause: 'reset' }] };
}

function nextOf(cron: string, timeZone: string | null): Micros | null {
  try {
    const next = new Cron(cron, { timezone: timeZone ?? 'UTC' }).nextRun();
    return next ? next.getTime() * 1000 : null;
  } catch {
    return null;
  }
}
