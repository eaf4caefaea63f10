// One deriver: takes inbox rows of the shards it holds, folds them into runs, commits. Exactly once, because what it took is deleted in
// the same transaction; nothing is ever retried but a whole batch, with everything it remembered read anew.
import { prepareAttemptStage } from '#lib/db/attempt/write-attempts.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { prepareEdgeStage } from '#lib/db/edge/write-edges.ts';
import { quarantineInbox, type TakenRow, takeInbox } from '#lib/db/inbox/take-inbox.ts';
import { forgetKnownDays, knownDays } from '#lib/db/partition/known-days.ts';
import type { Client, Pool } from '#lib/db/pool.ts';
import { queuesOf } from '#lib/db/queue/queue-ids.ts';
import { prepareRunStage } from '#lib/db/run/write-runs.ts';
import { mergeWorkers } from '#lib/db/worker/merge-workers.ts';
import { announce } from '#lib/derive/announce.ts';
import { type ChangedRun, planBatch } from '#lib/derive/plan-batch.ts';
import { RunBook } from '#lib/derive/run-book.ts';
import { SeenWorkers } from '#lib/derive/seen-workers.ts';
import { type Written, writeBatch } from '#lib/derive/write-batch.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import { unpackInbox } from '#lib/ingest/inbox-body.ts';
import { fence, type Lease } from '#lib/lease.ts';

/** A shard this deriver may write, with the epoch that every commit is checked against. */
export interface HeldShard {
  shard: number;
  lease: Lease;
}

export interface DeriverOptions {
  /** Runs kept in memory. */
  maxRows?: number;
  /** Most items of one batch: about 2 s of a backlog of 2,000 runs/s, so that a run's several items become one write. */
  maxItems?: number;
  /** Our clock, for tests; default the machine's. Microseconds. */
  nowUs?: () => number;
  /** Told what a batch changed, once it is committed; must not throw. */
  onDerived?: (changed: readonly ChangedRun[]) => void;
}

export interface Turn {
  items: number;
  /** Runs written. */
  writes: number;
  /** Age of the oldest row when it was committed, in ms; null = nothing was taken. */
  lagMs: number | null;
  /** Of the turn's time, what went into rollups, in ms. */
  upkeepMs: number;
}

const maxInboxRows = 2_000;
const nothing: Turn = { items: 0, writes: 0, lagMs: null, upkeepMs: 0 };
const nothingWritten: Written = { changed: [], upkeepMs: 0 };

export class Deriver {
  readonly #pool: Pool;
  readonly #book: RunBook;
  readonly #workers = new SeenWorkers();
  readonly #maxItems: number;
  readonly #nowUs: () => number;
  readonly #onDerived: DeriverOptions['onDerived'];
  #client: Client | null = null;
  /** The oldest row of the last turn. */
  #lastTaken: number | null = null;

  constructor(pool: Pool, options: DeriverOptions = {}) {
    this.#pool = pool;
    this.#book = new RunBook(options.maxRows);
    this.#maxItems = options.maxItems ?? 32_000;
    this.#nowUs = options.nowUs ?? (() => Date.now() * 1000);
    this.#onDerived = options.onDerived;
  }

  /** Most items a turn takes. */
  get maxItems(): number {
    return this.#maxItems;
  }

  /**
   * Derives one batch of `shards`. `maxItems` 1 takes a single inbox row. Throws when nothing was committed; the rows are then in the inbox
   * as before, and the next turn starts from what the database says.
   */
  async turn(shards: readonly HeldShard[], maxItems: number = this.#maxItems): Promise<Turn> {
    if (shards.length === 0) return nothing;
    const client = await this.#session();
    const startedAt = performance.now();
    try {
      await client.query('begin');
      const rows = await takeInbox(
        client,
        shards.map((s) => s.shard),
        maxItems,
        maxItems === 1 ? 1 : maxInboxRows,
      );
      if (rows.length === 0) {
        await client.query('rollback');
        return nothing;
      }
      this.#lastTaken = rows.reduce((min, row) => Math.min(min, row.id), Number.POSITIVE_INFINITY);
      const evidence = await this.#unpack(client, rows);
      const { changed, upkeepMs } = evidence.length > 0 ? await this.#derive(client, evidence) : nothingWritten;
      await fence(
        client,
        shards.map((s) => s.lease),
      );
      await client.query('commit');
      this.#onDerived?.(changed);
      const oldest = rows.reduce((max, row) => Math.max(max, row.ageMs), 0);
      const lagMs = oldest + performance.now() - startedAt;
      return { items: evidence.length, writes: changed.length, lagMs, upkeepMs };
    } catch (error) {
      await this.reset();
      throw error;
    }
  }

  /** Takes the one inbox row that the last turn failed on out of the way; another that came to be the oldest meanwhile is left alone. */
  async quarantineLast(shards: readonly HeldShard[], reason: string): Promise<void> {
    const client = await this.#session();
    try {
      await client.query('begin');
      const rows = await takeInbox(
        client,
        shards.map((s) => s.shard),
        1,
        1,
      );
      if (rows[0]?.id !== this.#lastTaken) {
        await client.query('rollback');
        return;
      }
      for (const row of rows) await quarantineInbox(client, row, reason);
      await fence(
        client,
        shards.map((s) => s.lease),
      );
      await client.query('commit');
    } catch (error) {
      await this.reset();
      throw error;
    }
  }

  async #unpack(client: Client, rows: readonly TakenRow[]): Promise<Evidence[]> {
    const evidence: Evidence[] = [];
    for (const row of rows) {
      try {
        for (const item of unpackInbox(row.body)) evidence.push(item);
      } catch (error) {
        // packed by a newer version, which will be there soon or again
        if (error instanceof AppError && error.code === 'unavailable') throw error;
        await quarantineInbox(client, row, error instanceof Error ? error.message : String(error));
      }
    }
    return evidence;
  }

  async #derive(client: Client, evidence: readonly Evidence[]): Promise<Written> {
    const book = this.#book;
    const nowUs = this.#nowUs();
    const dims = dimsOf(this.#pool);
    const queues = queuesOf(this.#pool);
    book.evict();
    const days = await knownDays(this.#pool, 'run_cold');
    const plan = await planBatch({ db: client, book, nowUs, days }, evidence);
    const written = await writeBatch({ client, book, dims, queues, nowUs }, plan);
    await mergeWorkers(client, await this.#workers.due(evidence, dims));
    await announce(client, written.changed);
    return written;
  }

  async #session(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = await this.#pool.connect();
    try {
      // A connection that breaks while idle reports it on the next query.
      client.on('error', () => {});
      await prepareRunStage(client);
      await prepareAttemptStage(client);
      await prepareEdgeStage(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#client = client;
    return client;
  }

  /** Forgets all it knows and gives its connection up: after a failure, and when the shards it holds change. */
  async reset(): Promise<void> {
    this.#book.forget();
    this.#workers.forget();
    forgetKnownDays(this.#pool);
    const client = this.#client;
    this.#client = null;
    // Destroyed, not returned: its transaction and temporary tables end with it.
    client?.release(true);
  }
}
