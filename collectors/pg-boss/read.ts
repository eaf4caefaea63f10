// Stop 1 for pg-boss: polls its tables in read-only transactions under a statement time limit. Never starts the library, which would
// migrate and supervise. What can and cannot be seen: README.md.
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
import { isTrimmed, type OutboxCursor, OutboxReading, outboxStart } from '#lib/watch/outbox-cursor.ts';
import { Pace, SamplePace } from '#lib/watch/pace.ts';
import { ReadingPool } from '#lib/watch/reading-pool.ts';
import { changeToEvidence } from './change-to-evidence.ts';
import { type PgBossConfig, pgBossConfigSchema } from './config.ts';
import { type BossCursor, placeOf } from './cursor.ts';
import { foundBy, untried } from './found-by.ts';
import type { JobRow } from './job-row.ts';
import { manifest } from './manifest.ts';
import {
  type OutboxState,
  outboxFaults,
  selectChanges,
  selectOldestChange,
  selectOutboxState,
} from './select-changes.ts';
import {
  type Layout,
  readLayout,
  type Snapshot,
  selectBossSchedules,
  selectChangedJobs,
  selectDepths,
  selectFired,
  selectGoneJobs,
  selectSnapshot,
} from './select-jobs.ts';
import { firedToEvidence, goneToEvidence, jobToEvidence } from './to-evidence.ts';
import { toSchedule } from './to-schedule.ts';

type Live = Pick<JobRow, 'id' | 'name' | 'state' | 'createdOn' | 'keepUntil'>;

const maxLive = 50_000;
const goneEveryMs = 10_000;
/** A reading of the table costs a scan, and so do depths: at most these shares of the database's time are spent on them, 1 % in all. */
const tableShare = 0.006;
const sampleShare = 0.003;
const sampleEveryMs = 2_000;
/** Each row makes up to about this many pieces of evidence. */
const itemsPerRow = 4;
const outboxLookEveryMs = 30_000;

interface Round {
  client: pg.ClientBase;
  layout: Layout;
  snapshot: Snapshot;
  position: BossCursor;
  gaps: Gap[];
  nowUs: Micros;
  /** Most rows of one reading. */
  limit: number;
}
interface Read extends Pick<Batch, 'evidence' | 'hasMore' | 'restMs'> {
  next: BossCursor;
}

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
  #outbox = new OutboxReading();
  #outboxState: (OutboxState & { lookedAt: number }) | null = null;
  #depths: SamplePace;
  #pace = new Pace(tableShare);

  constructor(source: SourceSettings<PgBossConfig>) {
    this.#source = source;
    this.#pool = new ReadingPool(source.config.url);
    this.#depths = new SamplePace(Math.min(sampleEveryMs, source.pollMs), sampleShare);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return this.#pool.read(signal, async (client) => {
      const layout = await readLayout(client, this.#source.config.schema);
      this.#layout = layout;
      const before = Date.now();
      const { now } = await selectSnapshot(client);
      const clockOffsetMs = now / 1000 - (before + Date.now()) / 2;
      const server = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
      await selectDepths(client, layout, ['']); // says at once when the rights are missing
      const outbox = await selectOutboxState(client, this.#source.config.schema);
      return {
        isOk: true,
        server: `PostgreSQL ${server.rows[0]?.version}`,
        library: layout.schemaVersion === null ? 'pg-boss' : `pg-boss, schema version ${layout.schemaVersion}`,
        missing: [...untried(layout), ...outboxFaults(outbox)],
        found: foundBy(layout, outbox),
        clockOffsetMs,
        message: 'ok',
      };
    });
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    return this.#pool.read(signal, async (client) => {
      this.#layout ??= await readLayout(client, this.#source.config.schema);
      const layout = this.#layout;
      const limit = Math.max(1, Math.floor(budget.maxItems / itemsPerRow));
      const snapshot = await selectSnapshot(client);
      const { position, gaps } = placeOf(cursor, snapshot.horizon, snapshot.now);
      const round: Round = { client, layout, snapshot, position, gaps, nowUs: budget.nowUs, limit };
      const state = await this.#lookForOutbox(client);
      const read =
        state.isReadable && position.outbox
          ? await this.#readOutbox(round, position.outbox)
          : await this.#readTable(round, state.isReadable);
      const samples = read.hasMore ? [] : await this.#samples(client, layout, snapshot.now);
      return {
        ...read,
        next: read.next as unknown as Cursor,
        samples,
        gaps,
        sampleRestMs: this.#depths.restMs,
        missing: [...untried(layout), ...outboxFaults(state)],
        found: foundBy(layout, state),
        clockOffsetMs: (snapshot.now - budget.nowUs) / 1000,
      };
    });
  }

  /** One round over what was written since the last. Where an outbox can be read, it takes over when the round is through. */
  async #readTable(round: Round, hasOutbox: boolean): Promise<Read> {
    const { client, layout, snapshot, position, nowUs, limit } = round;
    // From the beginning: what was told before is told again.
    if (position.horizon === null && position.after === null) this.#seen.clear();
    const until = position.until ?? snapshot.horizon;
    const began = performance.now();
    const rows = await selectChangedJobs(client, layout, position, this.#source.config.queues, limit);
    const restMs = this.#pace.restAfter(performance.now() - began);
    const evidence = this.#take(rows, nowUs, snapshot.now);
    const last = rows.at(-1);
    if (last && rows.length === limit) {
      const next = { ...position, after: { xid: last.xid, id: last.id }, until, outbox: null };
      return { evidence, hasMore: true, next };
    }
    evidence.push(...(await this.#gone(client, layout, nowUs, snapshot.now)));
    const fired = { ...position.fired };
    evidence.push(...(await this.#fired(client, layout, fired, nowUs)));
    for (const [id, xid] of this.#seen) if (xid < until) this.#seen.delete(id);
    const outbox = hasOutbox ? outboxStart : null;
    return {
      evidence,
      hasMore: hasOutbox,
      restMs,
      next: { v: 1, horizon: until, after: null, until: null, fired, outbox },
    };
  }

  async #readOutbox(round: Round, cursor: OutboxCursor): Promise<Read> {
    const { client, layout, snapshot, position, gaps, nowUs, limit } = round;
    if (isTrimmed(cursor, await selectOldestChange(client))) {
      gaps.push({ queue: '', from: snapshot.now, to: snapshot.now, lost: null, cause: 'trimmed' });
    }
    const changes = await selectChanges(client, layout, cursor, this.#source.config.queues, limit);
    const { fresh, next: outbox, hasMore } = this.#outbox.take(cursor, changes, limit, snapshot.horizon);
    const evidence = fresh.flatMap((change) => changeToEvidence(change, this.#source, nowUs));
    const fired = { ...position.fired };
    if (!hasMore) evidence.push(...(await this.#fired(client, layout, fired, nowUs)));
    return { evidence, hasMore, next: { ...position, fired, outbox } };
  }

  /** Looked at again now and then: an outbox may be installed or taken away at any time. */
  async #lookForOutbox(client: pg.ClientBase): Promise<OutboxState> {
    const known = this.#outboxState;
    if (known && Date.now() - known.lookedAt < outboxLookEveryMs) return known;
    const state = await selectOutboxState(client, this.#source.config.schema);
    this.#outboxState = { ...state, lookedAt: Date.now() };
    return state;
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    const layout = this.#layout;
    if (!layout) return [];
    return (await this.#pool.read(signal, (client) => selectBossSchedules(client, layout))).map(toSchedule);
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
    const rows = await this.#depths.measure(() => selectDepths(client, layout, this.#source.config.queues));
    return rows.map((row) => ({ ...row, at, workers: null, isPaused: null }));
  }
}
