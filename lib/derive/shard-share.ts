// Which shards this deriver holds. Every deriver announces itself by a lease of its own, so each can tell how many share the work and
// takes no more than its part; what one leaves or loses, the others take within 13 s.
import type { Queryable } from '#lib/db/pool.ts';
import type { HeldShard } from '#lib/derive/deriver.ts';
import { shardCount } from '#lib/ingest/shard.ts';
import { acquireLeases, type Lease, leaseTtlMs, releaseLeases, renewLeases } from '#lib/lease.ts';

const shardLease = (shard: number): string => `derive:${shard}`;
const memberPrefix = 'deriver:';

export class ShardShare {
  readonly #db: Queryable;
  readonly #holder: string;
  readonly #ttlMs: number;
  #self: Lease | null = null;
  #held: HeldShard[] = [];
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(db: Queryable, holder: string, ttlMs: number = leaseTtlMs) {
    this.#db = db;
    this.#holder = holder;
    this.#ttlMs = ttlMs;
  }

  /** What is held, by our own reckoning: nothing once a renewal is overdue, since another may hold it by then. */
  held(): readonly HeldShard[] {
    return performance.now() - this.#renewedAt < this.#ttlMs ? this.#held : [];
  }

  /** Renews, gives back what is beyond our part, takes what is free. Call every `leaseRetryMs`. Returns true when what is held changed. */
  async refresh(): Promise<boolean> {
    const before = this.#held.map((h) => `${h.shard} ${h.lease.epoch}`).join();
    const startedAt = performance.now();
    this.#self = await this.#keepSelf();
    const kept = await renewLeases(
      this.#db,
      this.#held.map((h) => h.lease),
      this.#ttlMs,
    );
    const epochs = new Map(kept.map((l) => [l.name, l.epoch]));
    let held = this.#held.filter((h) => epochs.get(h.lease.name) === h.lease.epoch);
    const part = Math.ceil(shardCount / (await this.#members()));
    if (held.length > part) {
      await releaseLeases(
        this.#db,
        held.slice(part).map((h) => h.lease),
      );
      held = held.slice(0, part);
    }
    if (held.length < part) held = [...held, ...(await this.#take(held, part - held.length))];
    this.#held = held.sort((a, b) => a.shard - b.shard);
    this.#renewedAt = startedAt;
    return before !== this.#held.map((h) => `${h.shard} ${h.lease.epoch}`).join();
  }

  async #keepSelf(): Promise<Lease | null> {
    if (this.#self && (await renewLeases(this.#db, [this.#self], this.#ttlMs)).length > 0) return this.#self;
    return (await acquireLeases(this.#db, this.#holder, [memberPrefix + this.#holder], this.#ttlMs))[0] ?? this.#self;
  }

  async #members(): Promise<number> {
    const found = await this.#db.query<{ n: number }>(
      `select count(*)::int4 as n from lease where starts_with(name, $1) and expires_at > clock_timestamp()`,
      [memberPrefix],
    );
    return Math.max(1, found.rows[0]?.n ?? 1);
  }

  async #take(held: readonly HeldShard[], room: number): Promise<HeldShard[]> {
    const mine = new Set(held.map((h) => h.shard));
    const free = await this.#db.query<{ name: string }>(
      'select name from lease where name like $1 and expires_at > clock_timestamp()',
      ['derive:%'],
    );
    const busy = new Set(free.rows.map((r) => r.name));
    const wanted: string[] = [];
    for (let shard = 0; shard < shardCount && wanted.length < room; shard++) {
      if (!mine.has(shard) && !busy.has(shardLease(shard))) wanted.push(shardLease(shard));
    }
    const taken = await acquireLeases(this.#db, this.#holder, wanted, this.#ttlMs);
    return taken.map((lease) => ({ shard: Number(lease.name.slice('derive:'.length)), lease }));
  }

  /** Gives everything back at a clean end. */
  async release(): Promise<void> {
    const leases = this.#held.map((h) => h.lease);
    if (this.#self) leases.push(this.#self);
    this.#held = [];
    await releaseLeases(this.#db, leases);
  }
}
