import { type DimCache, dimsOf } from '#lib/db/dim/dim-cache.ts';
import { otherValue } from '#lib/db/dim/kinds.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { maxNamesOf } from '#lib/env.ts';

/** Who a queue is: (environment, system, name). `source` is who reported it, and may change. */
export interface QueueName {
  environment: string;
  system: string;
  queue: string;
  source: string;
}

/** More lanes than this in one environment, by default, go to the queue '(other)' of their environment and system. */
export const maxQueues = 20_000;
const maxNameLength = 512;

const keyOf = (q: QueueName): string => `${q.environment}\0${q.system}\0${q.queue}`;
const nameOf = (queue: string): string => queue.slice(0, maxNameLength).toWellFormed().replaceAll('\0', '\ufffd');

/** Queue ids remembered by this process; made outside the caller's transaction, like those of `DimCache`. */
export class QueueIds {
  #db: Queryable;
  #dims: DimCache;
  #max: number;
  #ids = new Map<string, number>();
  /** Id of the queue '(other)' by environment and system. */
  #others = new Map<string, number>();

  constructor(db: Queryable, dims: DimCache = dimsOf(db), max: number = maxQueues) {
    this.#db = db;
    this.#dims = dims;
    this.#max = max;
  }

  has(queue: QueueName): boolean {
    return this.#ids.has(keyOf(queue));
  }

  /** The id of a queue that `require` was called with. */
  id(queue: QueueName): number {
    const id = this.#ids.get(keyOf(queue)) ?? this.#others.get(keyOf({ ...queue, queue: otherValue }));
    if (id === undefined) throw new Error(`queue was not required: ${queue.queue}`);
    return id;
  }

  /** The name in the row of `id(queue)`. */
  name(queue: QueueName): string {
    return this.#ids.has(keyOf(queue)) ? nameOf(queue.queue) : otherValue;
  }

  /** Makes sure that every queue has an id, up to the cap. */
  async require(queues: Iterable<QueueName>): Promise<void> {
    const missing = new Map<string, QueueName>();
    for (const queue of queues) if (!this.#ids.has(keyOf(queue))) missing.set(keyOf(queue), queue);
    if (missing.size === 0) return;
    const wanted = [...missing.values()];
    await this.#dims.require('environment', new Set(wanted.map((q) => q.environment)));
    await this.#dims.require('system', new Set(wanted.map((q) => q.system)));
    await this.#dims.require('source', new Set(wanted.map((q) => q.source)));
    const found = await this.#upsert(wanted, false);
    let left = wanted.filter((q) => !this.#learn(q, found));
    if (left.length === 0) return;
    left.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const made = await this.#upsert(await this.#withinCap(left), true);
    left = left.filter((q) => !this.#learn(q, made));
    if (left.length === 0) return;
    const others = await this.#upsert(
      left.map((q) => ({ ...q, queue: otherValue })),
      true,
    );
    for (const queue of left) {
      const other = { ...queue, queue: otherValue };
      const id = others.get(this.#rowKey(other));
      if (id !== undefined) this.#others.set(keyOf(other), id);
    }
  }

  /** As many of each environment as it may still have. */
  async #withinCap(queues: readonly QueueName[]): Promise<QueueName[]> {
    const counted = await this.#db.query<{ id: number; n: number }>(
      'select environment_id as id, count(*)::int4 as n from queue where environment_id = any($1::int4[]) group by 1',
      [[...new Set(queues.map((q) => this.#dims.id('environment', q.environment)))]],
    );
    const room = new Map(counted.rows.map(({ id, n }) => [id, this.#max - n]));
    return queues.filter((queue) => {
      const id = this.#dims.id('environment', queue.environment);
      const left = room.get(id) ?? this.#max;
      room.set(id, left - 1);
      return left > 0;
    });
  }

  #rowKey(q: QueueName): string {
    return `${this.#dims.id('environment', q.environment)} ${this.#dims.id('system', q.system)} ${nameOf(q.queue)}`;
  }

  #learn(queue: QueueName, found: Map<string, number>): boolean {
    const id = found.get(this.#rowKey(queue));
    if (id === undefined) return false;
    this.#ids.set(keyOf(queue), id);
    return true;
  }

  async #upsert(queues: QueueName[], create: boolean): Promise<Map<string, number>> {
    if (queues.length === 0) return new Map();
    const environments = queues.map((q) => this.#dims.id('environment', q.environment));
    const systems = queues.map((q) => this.#dims.id('system', q.system));
    const names = queues.map((q) => nameOf(q.queue));
    if (create) {
      await this.#db.query(
        `insert into queue (environment_id, system_id, name, source_id)
         select distinct on (e, s, n) e, s, n, o from unnest($1::int4[], $2::int4[], $3::text[], $4::int4[]) as q(e, s, n, o)
         order by e, s, n, o
         on conflict (environment_id, system_id, name) do nothing`,
        [environments, systems, names, queues.map((q) => this.#dims.id('source', q.source))],
      );
    }
    const rows = await this.#db.query<{ id: number; environment_id: number; system_id: number; name: string }>(
      `select q.id, q.environment_id, q.system_id, q.name
         from queue q
         join unnest($1::int4[], $2::int4[], $3::text[]) as w(e, s, n) on q.environment_id = w.e and q.system_id = w.s and q.name = w.n`,
      [environments, systems, names],
    );
    return new Map(rows.rows.map((r) => [`${r.environment_id} ${r.system_id} ${r.name}`, r.id]));
  }
}

const caches = new WeakMap<Queryable, QueueIds>();

/** The one cache of this process for `pool`. */
export function queuesOf(pool: Queryable): QueueIds {
  let cache = caches.get(pool);
  if (!cache) {
    cache = new QueueIds(pool, dimsOf(pool), maxNamesOf(process.env));
    caches.set(pool, cache);
  }
  return cache;
}
