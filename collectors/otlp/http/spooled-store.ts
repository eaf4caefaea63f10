// Makes a request durable: in Postgres, or when that is away or slow, in the spool, which is worked off in the background. Counts what
// becomes of its records in the same breath, so that the sums hold whenever somebody looks.
import { isAboutData } from '#lib/db/about-data.ts';
import { AppError } from '#lib/errors.ts';
import type { Spool } from '#lib/ingest/spool/spool.ts';
import type { SpooledEntry } from '#lib/ingest/spool/spool-file.ts';
import { afterFailure, answering, mayTry, routeOf } from '#lib/ingest/spool/spool-route.ts';
import { log } from '#lib/log.ts';
import type { CommitGroup, Delivery } from './commit-group.ts';
import type { DoorCounters } from './counters.ts';
import { fromEntry, toEntry } from './spooled-delivery.ts';
import { recordsOf, type Stored } from './stored.ts';

export interface SpooledStoreOptions {
  group: Pick<CommitGroup, 'add' | 'idle'>;
  spool: Spool;
  counters: DoorCounters;
  /** A commit that takes longer is acknowledged from the spool instead. */
  slowCommitMs: number;
  /** Stores all in one transaction, what the ledger knows left out. */
  commit(deliveries: Delivery[]): Promise<Stored[]>;
  /** Rejects while the database does not answer. */
  probe(): Promise<unknown>;
  /** False while the deriver is too far behind. */
  mayDrain(): boolean;
  /** Told of a spooled request that could not be stored; must not throw. */
  onLeftOut(reason: string, records: number, message: string): void;
}

const mostEntries = 256;
/** Packed telemetry that is all alike is tiny: what a transaction takes goes by its records. */
const mostRecords = 10_000;
const mostBytes = 4 * 1024 * 1024;
const lookEveryMs = 200;
const tendEveryMs = 5_000;
/** While the database is away. */
const tellEveryMs = 60_000;
/** How long closing waits for commits under way: what is in doubt lies in the spool as well. */
const idleWithinMs = 5_000;
const maxRemembered = 10_000;

export class SpooledStore {
  readonly #options: SpooledStoreOptions;
  #state = answering;
  #timer: NodeJS.Timeout;
  #draining: Promise<void> | null = null;
  #isClosed = false;
  #tendedAt = performance.now();
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Entries to take at once: fewer after a failure, for the batch itself may be what takes too long. */
  #entries = mostEntries;
  /** Ids of spooled requests whose commit was in doubt and did succeed: not repeats, though the ledger will know them. */
  readonly #succeededLate = new Set<string>();

  constructor(options: SpooledStoreOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#beat(), 0);
  }

  /** False while Postgres is away or slow, as far as the last attempt told. */
  get isDatabaseAnswering(): boolean {
    return this.#state.failures === 0;
  }

  /** Resolves when the request may be acknowledged. Throws AppError: invalid_input, unavailable. */
  async add(delivery: Delivery): Promise<void> {
    const { group, spool, counters, slowCommitMs } = this.#options;
    if (routeOf(this.#state, spool.count, performance.now()) === 'database') {
      const added = group.add(delivery);
      const stored = await withinMs(added.done, slowCommitMs);
      if (stored) {
        this.#state = answering;
        counters.countStored(stored);
        return;
      }
      this.#fail();
      // Should its commit succeed later, the ledger makes the spooled request a no-op.
      if (!added.withdraw()) this.#listenForLateSuccess(delivery, added.done);
    }
    const entry = toEntry(delivery);
    await spool.append(entry);
    counters.countSpooled(entry.records);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, idleWithinMs);
    });
    await Promise.race([Promise.all([this.#options.group.idle(), this.#draining]), late]);
    clearTimeout(limit);
    this.#options.spool.close();
  }

  #fail(): void {
    this.#state = afterFailure(this.#state, performance.now());
  }

  #listenForLateSuccess(delivery: Delivery, done: Promise<Stored>): void {
    done.then(
      ({ stored }) => {
        if (this.#succeededLate.size >= maxRemembered) this.#succeededLate.clear();
        if (stored > 0) this.#succeededLate.add(delivery.id.toString('hex'));
      },
      () => {},
    );
  }

  #beat(): void {
    const startedAt = performance.now();
    if (startedAt - this.#tendedAt > tendEveryMs) {
      this.#tendedAt = startedAt;
      this.#options.spool.tend();
    }
    this.#draining = this.#drain()
      .catch((error: unknown) => {
        this.#fail();
        this.#entries = Math.max(1, this.#entries >> 1);
        // also where requests met it before: a right that is missing would be told by nothing else
        if (startedAt - this.#toldAt > tellEveryMs) {
          this.#toldAt = startedAt;
          log.warn({ err: error }, 'the spool is not drained');
        }
        return false;
      })
      .then((hasMore) => {
        // As long a pause as the work took: live requests have half of the database's time at least.
        const pause = hasMore ? performance.now() - startedAt : lookEveryMs;
        if (!this.#isClosed) this.#timer = setTimeout(() => this.#beat(), pause);
      });
  }

  /** One batch. True when there may be more at once. */
  async #drain(): Promise<boolean> {
    const { spool, commit, mayDrain, counters } = this.#options;
    if (!mayTry(this.#state, performance.now()) || !mayDrain()) return false;
    const taken = spool.take({ entries: this.#entries, bytes: mostBytes, records: mostRecords });
    if (!taken) {
      if (this.isDatabaseAnswering) return false;
      // Nobody sends to a door that is not ready: it finds out by itself that Postgres is back.
      await this.#options.probe();
      this.#state = answering;
      return false;
    }
    const unreadable: [SpooledEntry, Error][] = [];
    const deliveries: Delivery[] = [];
    for (const entry of taken.entries) {
      try {
        deliveries.push(fromEntry(entry));
      } catch (error) {
        unreadable.push([entry, error as Error]);
      }
    }
    const settle = await this.#commitAll(deliveries, commit);
    this.#state = answering;
    this.#entries = Math.min(mostEntries, this.#entries * 2);
    if (this.#isClosed) return false;
    settle();
    for (const [entry, error] of unreadable) this.#leaveOut('spool-damaged', entry.records, error.message);
    counters.spool.drained += taken.entries.reduce((sum, one) => sum + one.records, 0);
    taken.done();
    return true;
  }

  /** Gives what is left to be counted, for the moment at which the entries leave the spool. */
  async #commitAll(deliveries: Delivery[], commit: SpooledStoreOptions['commit']): Promise<() => void> {
    if (deliveries.length === 0) return () => {};
    try {
      const stored = await commit(deliveries);
      return () => {
        for (const [i, one] of deliveries.entries()) this.#settle(one, stored[i] as Stored);
      };
    } catch (error) {
      if (!isAboutData(error)) throw error;
      // One request's data must not keep out the others'.
      if (deliveries.length === 1) {
        const [one] = deliveries as [Delivery];
        return () => this.#leaveOut('refused-by-database', recordsOf(one), 'the database refuses this data');
      }
      const settles: (() => void)[] = [];
      for (const one of deliveries) settles.push(await this.#commitAll([one], commit));
      return () => {
        for (const settle of settles) settle();
      };
    }
  }

  #settle(delivery: Delivery, stored: Stored): void {
    const wasLate = stored.duplicate > 0 && this.#succeededLate.delete(delivery.id.toString('hex'));
    this.#options.counters.countSettled(
      wasLate ? { stored: stored.duplicate, duplicate: stored.stored, quarantined: stored.quarantined } : stored,
    );
  }

  #leaveOut(reason: string, records: number, message: string): void {
    this.#options.counters.countLost(reason, records);
    this.#options.onLeftOut(reason, records, message);
  }
}

/** The outcome; null after the time, or after a failure that a retry may mend. Throws what no retry mends. */
async function withinMs(done: Promise<Stored>, ms: number): Promise<Stored | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  // It may fail after we stopped waiting.
  done.catch(() => {});
  try {
    return await Promise.race([done, late]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') throw error;
    return null;
  } finally {
    clearTimeout(timer);
  }
}
