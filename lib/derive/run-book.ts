// What one deriver remembers of its shards: names, runs, and which run was merged into which. It is the only writer of those shards, so
// what it remembers is right until a batch fails; then all is forgotten and read anew. Entries are dropped between batches only: a name
// that vanished between being looked up and being used would look new.
import type { RunRow } from '#lib/derive/run-row.ts';
import type { AliasKind } from '#lib/domain/alias.ts';
import type { Micros } from '#lib/domain/evidence.ts';

/** One birth of a name (0: no birth known) and the run that evidence under it belongs to. */
export interface Slot {
  name: Name;
  bornAt: Micros;
  /** null = no run (yet, or no longer). May name a run that was merged away: read through `RunBook.resolve`. */
  runId: string | null;
  /** What `run_alias` says; `storedDay` -1 = it has no row. */
  storedRunId: string | null;
  storedDay: number;
}

export interface Name {
  hash: string;
  kind: AliasKind;
  /** Known births, ascending, without 0. */
  births: Micros[];
  /** One a birth, in the order in which they became known. Nearly every name has one: a map would take more than all else of it. */
  slots: Slot[];
  /** Weak names only: the least of the better names that claimed it. */
  claimedBy: string | null;
  storedClaimedBy: string | null;
  /** The batch that used it last (`RunBook.batch`). */
  usedIn: number;
}

export const newSlot = (name: Name, bornAt: Micros): Slot => ({
  name,
  bornAt,
  runId: null,
  storedRunId: null,
  storedDay: -1,
});

export const newName = (hash: string, kind: AliasKind): Name => ({
  hash,
  kind,
  births: [],
  slots: [],
  claimedBy: null,
  storedClaimedBy: null,
  usedIn: 0,
});

/** The slot of a birth, if there is one. It is mostly the latest that is asked for. */
export function knownSlot(name: Name, bornAt: Micros): Slot | undefined {
  const { slots } = name;
  for (let i = slots.length - 1; i >= 0; i--) if (slots[i]?.bornAt === bornAt) return slots[i];
  return undefined;
}

/** The slot of a birth, made when it is missing. */
export function slotOf(name: Name, bornAt: Micros): Slot {
  const known = knownSlot(name, bornAt);
  if (known) return known;
  const slot = newSlot(name, bornAt);
  // A list of one is made as such: one that is added to has room for seventeen.
  if (name.slots.length === 0) name.slots = [slot];
  else name.slots.push(slot);
  return slot;
}

/** Of packed evidence: a plain run has 250 bytes of it. */
const maxBytes = 24 * 2 ** 20;

export class RunBook {
  readonly names = new Map<string, Name>();
  readonly rows = new Map<string, RunRow>();
  /** Merged id → the id it was merged into. */
  readonly into = new Map<string, string>();
  readonly maxRows: number;
  /** Counts batches: what is used again in one need not be made the latest again. */
  batch = 1;

  /**
   * `maxRows`: runs kept in memory, about 1 kB each with their evidence: 12 s of 640 runs/s, and three batches of a backlog. Reading a run
   * again costs less than collecting garbage around more of them.
   */
  constructor(maxRows = 8_000) {
    this.maxRows = maxRows;
  }

  /** The id that stands for `id` after all merges. */
  resolve(id: string): string {
    let at = id;
    for (let next = this.into.get(at); next !== undefined; next = this.into.get(at)) at = next;
    return at;
  }

  name(hash: string): Name {
    const name = this.names.get(hash);
    if (!name) throw new Error('A name was used before it was looked up.');
    return name;
  }

  /** The run a slot leads to; null when it leads to none. The run must have been loaded. */
  rowOf(slot: Slot): RunRow | null {
    if (slot.runId === null) return null;
    return this.rows.get(this.resolve(slot.runId)) ?? null;
  }

  /** Drops what was used longest ago, down to the limits. Only between batches. */
  evict(): void {
    this.batch++;
    dropOldest(this.rows, this.maxRows);
    this.#dropHeavy();
    dropOldest(this.names, this.maxRows * 3);
    // Slots may still hold merged ids: they are found again through the redirect in the database.
    if (this.into.size > this.maxRows) this.into.clear();
  }

  /** A few thousand runs of hundreds of attempts with their stacks are gigabytes. */
  #dropHeavy(): void {
    let bytes = 0;
    for (const row of this.rows.values()) bytes += row.bytes;
    for (const [id, row] of this.rows) {
      if (bytes <= maxBytes) return;
      bytes -= row.bytes;
      this.rows.delete(id);
    }
  }

  /** After a failed batch: nothing remembered can be trusted. */
  forget(): void {
    this.rows.clear();
    this.names.clear();
    this.into.clear();
  }
}

function dropOldest<V>(map: Map<string, V>, max: number): void {
  let excess = map.size - max;
  if (excess <= 0) return;
  for (const key of map.keys()) {
    map.delete(key);
    if (--excess === 0) return;
  }
}

/** Makes `key` the most recently used. */
export function touch<V>(map: Map<string, V>, key: string): void {
  const value = map.get(key);
  if (value === undefined) return;
  map.delete(key);
  map.set(key, value);
}
