// Words to int4 ids, remembered by this process. Ids are made in statements of their own, outside the caller's transaction: a
// transaction that is rolled back must not leave ids in the cache that no row has.
import { type DimKind, dimCaps, dimKinds, maxDimLength, otherValue } from '#lib/db/dim/kinds.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { maxNamesOf } from '#lib/env.ts';

/** As Postgres will give it back, or the id would not be found: half a character becomes U+FFFD on the way. */
const cleaned = (value: string): string => {
  const cut = value.length > maxDimLength ? value.slice(0, maxDimLength) : value;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
};

export interface DimCacheOptions {
  /** Most values of each kind, of jobs in each environment; default `dimCaps`. */
  caps?: Partial<Record<DimKind, number>>;
}

/** One per process and database. `require` first, with everything a batch needs; `id` is then synchronous. */
export class DimCache {
  #db: Queryable;
  #ids = new Map<DimKind, Map<string, number>>();
  #caps: Record<DimKind, number>;
  /** Id of '(other)' by kind, once it was needed. */
  #other = new Map<DimKind, number>();

  /** `db` must not be inside a transaction: the pool. */
  constructor(db: Queryable, options: DimCacheOptions = {}) {
    this.#db = db;
    this.#caps = { ...dimCaps, ...options.caps };
    for (const kind of Object.keys(dimKinds) as DimKind[]) this.#ids.set(kind, new Map());
  }

  #of(kind: DimKind): Map<string, number> {
    return this.#ids.get(kind) as Map<string, number>;
  }

  /** True when `id` would answer at once. */
  has(kind: DimKind, value: string): boolean {
    return this.#of(kind).has(value);
  }

  /** The id of a value that `require` was called with. */
  id(kind: DimKind, value: string): number {
    const id = this.#of(kind).get(value) ?? this.#other.get(kind);
    if (id === undefined) throw new Error(`dim ${kind} was not required: ${value}`);
    return id;
  }

  /** What the row of `id(kind, value)` holds: the value, cleaned, or '(other)'. */
  word(kind: DimKind, value: string): string {
    const id = this.#of(kind).get(value);
    const other = this.#other.get(kind);
    return id === undefined || id === other ? otherValue : cleaned(value);
  }

  /**
   * Makes sure that every value has an id; one round trip when all exist, none when all are known. New values count against the cap of
   * `environmentId` where one is given: an environment that invents names without end leaves room for those of others.
   */
  async require(kind: DimKind, values: Iterable<string>, environmentId: number | null = null): Promise<void> {
    const known = this.#of(kind);
    // Cleaned value → what callers call it.
    const missing = new Map<string, string[]>();
    for (const value of values) {
      if (known.has(value)) continue;
      const key = cleaned(value);
      const names = missing.get(key);
      if (names) names.push(value);
      else missing.set(key, [value]);
    }
    if (missing.size === 0) return;
    const kindId = dimKinds[kind];
    const learn = (value: string, id: number): void => {
      for (const name of missing.get(value) ?? []) known.set(name, id);
      missing.delete(value);
    };
    for (const row of await this.#select(kindId, [...missing.keys()])) learn(row.value, row.id);
    if (missing.size === 0) return;
    const counted = await this.#db.query<{ n: number }>(
      'select count(*)::int4 as n from dim where kind = $1 and ($2::int4 is null or environment_id = $2)',
      [kindId, environmentId],
    );
    const room = Math.max(0, this.#caps[kind] - (counted.rows[0]?.n ?? 0));
    const admitted = [...missing.keys()].sort().slice(0, room);
    await this.#insert(kindId, admitted, environmentId);
    if (admitted.length < missing.size) {
      await this.#insert(kindId, [otherValue], null);
      admitted.push(otherValue);
    }
    for (const row of await this.#select(kindId, admitted)) {
      learn(row.value, row.id);
      if (row.value === otherValue) this.#other.set(kind, row.id);
    }
    // Overflowing words are remembered too, but not without end: `id` answers '(other)' for what is not known.
    const other = this.#other.get(kind);
    if (other === undefined || known.size > 2 * this.#caps[kind]) return;
    for (const value of [...missing.keys()]) learn(value, other);
  }

  async #insert(kindId: number, values: string[], environmentId: number | null): Promise<void> {
    if (values.length === 0) return;
    await this.#db.query(
      'insert into dim (kind, value, environment_id) select $1, unnest($2::text[]), $3 on conflict (kind, value) do nothing',
      [kindId, values, environmentId],
    );
  }

  async #select(kindId: number, values: string[]): Promise<{ id: number; value: string }[]> {
    const found = await this.#db.query<{ id: number; value: string }>(
      'select id, value from dim where kind = $1 and value = any($2::text[])',
      [kindId, values],
    );
    return found.rows;
  }
}

const caches = new WeakMap<Queryable, DimCache>();

/** The one cache of this process for `pool`. */
export function dimsOf(pool: Queryable): DimCache {
  let cache = caches.get(pool);
  if (!cache) {
    cache = new DimCache(pool, { caps: { job: maxNamesOf(process.env) } });
    caches.set(pool, cache);
  }
  return cache;
}
