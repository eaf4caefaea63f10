// Second step of a batch: every item is given to a run. Runs whose evidence may belong elsewhere are taken apart and put together anew;
// items whose names lead to several runs make one of them. Pure but for the ids it mints.

import type { RunBook, Slot } from '#lib/derive/run-book.ts';
import { RunRow } from '#lib/derive/run-row.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

export interface PlacedItem {
  item: Evidence;
  slots: readonly Slot[];
}

export interface Assignment {
  /** Runs to unite, derive and write. */
  touched: Set<RunRow>;
  /** Runs with a row in the database that were merged into another: become redirects. */
  merged: RunRow[];
}

export interface AssignContext {
  book: RunBook;
  /** A fresh UUIDv7 of that moment, within existing partitions. */
  mintId(us: number): string;
  /** Evidence older than this is later than the aliases of its run could live. */
  lateBeforeUs: number;
}

const earlier = (a: PlacedItem, b: PlacedItem): number =>
  a.item.at - b.item.at || (a.item.id < b.item.id ? -1 : a.item.id > b.item.id ? 1 : 0);

export class Assigner implements Assignment {
  readonly touched = new Set<RunRow>();
  readonly merged: RunRow[] = [];
  readonly #context: AssignContext;

  constructor(context: AssignContext) {
    this.#context = context;
  }

  /** Takes `rows` apart and gives their evidence to the runs it belongs to under what the book knows now; `of` says where an item goes. */
  regroup(rows: readonly RunRow[], of: (row: RunRow) => PlacedItem[]): void {
    const { book } = this.#context;
    const apart = new Set(rows);
    const pool: { placed: PlacedItem; row: RunRow }[] = [];
    for (const row of rows) for (const placed of of(row)) pool.push({ placed, row });
    for (const { placed } of pool) {
      for (const slot of placed.slots) {
        const row = book.rowOf(slot);
        if (row && apart.has(row)) slot.runId = null;
      }
    }
    for (const row of rows) row.items = [];
    const taken = new Set<RunRow>();
    // A run keeps its row where its own name is; what was only attached to it leaves.
    for (const group of connected(pool).sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
      group.sort((a, b) => earlier(a.placed, b.placed));
      const own = [...new Set(group.map((g) => g.row))].filter((row) => !taken.has(row));
      for (const row of own) taken.add(row);
      const slots = new Set(group.flatMap((g) => g.placed.slots));
      const first = (group[0] as (typeof group)[number]).placed;
      const run = this.#runFor(slots, own, first.item.at);
      for (const { placed, row } of group) {
        if (!own.includes(row)) row.isCut = true;
        run.add.push(placed.item);
      }
    }
  }

  /** Gives new items to their runs; a new run's id is minted from the earliest moment that is known of it. */
  place(items: readonly PlacedItem[]): void {
    const firsts = new Map<Slot, number>();
    for (const { item, slots } of items) {
      for (const slot of slots) {
        if (slot.runId === null && item.at < (firsts.get(slot) ?? Number.POSITIVE_INFINITY)) firsts.set(slot, item.at);
      }
    }
    for (const { item, slots } of items) {
      let first = item.at;
      for (const slot of slots) first = Math.min(first, firsts.get(slot) ?? first);
      this.#runFor(slots, [], first).add.push(item);
    }
  }

  #runFor(slots: Iterable<Slot>, own: readonly RunRow[], firstUs: number): RunRow {
    const { book } = this.#context;
    let run: RunRow | null = null;
    for (const row of own) run = run === null || run === row ? row : this.#merge(run, row);
    for (const slot of slots) {
      const row = book.rowOf(slot);
      if (row && row !== run) run = run === null ? row : this.#merge(run, row);
    }
    run ??= this.#newRun(firstUs);
    for (const slot of slots) slot.runId = run.id;
    this.touched.add(run);
    return run;
  }

  #newRun(firstUs: number): RunRow {
    const { book, mintId, lateBeforeUs } = this.#context;
    const run = new RunRow(mintId(firstUs), firstUs < lateBeforeUs);
    book.rows.set(run.id, run);
    return run;
  }

  /** The older id stays; but an id that has no row yet never wins over one that has. */
  #merge(a: RunRow, b: RunRow): RunRow {
    const { book } = this.#context;
    const aFirst = (a.stored === null) === (b.stored === null) ? a.id < b.id : a.stored !== null;
    const [kept, lost] = aFirst ? [a, b] : [b, a];
    for (const item of lost.items) kept.add.push(item);
    for (const item of lost.add) kept.add.push(item);
    kept.isLate = kept.isLate && lost.isLate;
    book.into.set(lost.id, kept.id);
    book.rows.delete(lost.id);
    this.touched.delete(lost);
    if (lost.stored !== null) this.merged.push(lost);
    return kept;
  }
}

/** Whether an item has more than the weak name of its producer. */
const isNamed = (group: readonly { placed: PlacedItem }[]): boolean =>
  group.some(({ placed: { item } }) => item.names.runId ?? item.names.jobId ?? item.names.slot);

/** Groups of items that share a slot, directly or through others; ordered by their earliest item. */
function connected<T extends { placed: PlacedItem }>(pool: T[]): T[][] {
  const parent = new Map<Slot, Slot>();
  const find = (slot: Slot): Slot => {
    let at = slot;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) at = up;
    return at;
  };
  for (const { placed } of pool) {
    const first = find(placed.slots[0] as Slot);
    for (const slot of placed.slots) {
      const root = find(slot);
      if (root !== first) parent.set(root, first);
    }
  }
  const groups = new Map<Slot, T[]>();
  for (const entry of [...pool].sort((a, b) => earlier(a.placed, b.placed))) {
    const root = find(entry.placed.slots[0] as Slot);
    const group = groups.get(root);
    if (group) group.push(entry);
    else groups.set(root, [entry]);
  }
  return [...groups.values()];
}
