// A batch from evidence to what is to be written: learn, assign, unite, derive. Reads what the book lacks; writes nothing.
import { randomFillSync } from 'node:crypto';
import { clampToDays, type DayRange, dayUs } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { Assigner, type PlacedItem } from '#lib/derive/assign.ts';
import { learn } from '#lib/derive/learn.ts';
import { aliasDays, loadNames, loadRuns } from '#lib/derive/load-book.ts';
import { type Name, type RunBook, type Slot, touch } from '#lib/derive/run-book.ts';
import type { RunRow } from '#lib/derive/run-row.ts';
import { type NamedItem, slotsOf } from '#lib/derive/slots-of.ts';
import { aliasesOf, createdByClaimOf } from '#lib/domain/alias.ts';
import type { StoredRun } from '#lib/domain/contribution.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import type { Run } from '#lib/domain/run.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';
import { uuidV7At } from '#lib/domain/uuid-v7.ts';

/** A run whose evidence changed. */
export interface ChangedRun {
  row: RunRow;
  items: Evidence[];
  run: Run;
  /** What was stored of it; null = nothing. */
  before: { stored: StoredRun; correlationId: string | null } | null;
}

export interface Plan {
  /** Runs that were given evidence, by id; what changes about them says `deriveChanged`. */
  touched: RunRow[];
  /** Runs with a row that were merged into another one. */
  merged: RunRow[];
  /** Names this batch spoke of, and the slots its items went through. */
  names: Set<Name>;
  slots: Set<Slot>;
}

export interface PlanContext {
  db: Queryable;
  book: RunBook;
  nowUs: number;
  /** Days that `run_cold` has partitions for. */
  days: DayRange;
}

const none: readonly never[] = [];

const named = (item: Evidence): NamedItem => ({
  item,
  aliases: aliasesOf(item),
  names: none,
  claim: createdByClaimOf(item),
  claimed: null,
  slots: none,
});

/** Folds `evidence` into the book and says what changed. When it throws, the book must be forgotten. */
export async function planBatch(context: PlanContext, evidence: readonly Evidence[]): Promise<Plan> {
  const { db, book, nowUs, days } = context;
  const items = evidence.map(named);
  await loadNames(db, book, items, nowUs);
  const { affected, emptied } = learn(book, items);
  const assigner = new Assigner({
    book,
    mintId: (us) => uuidV7At(clampToDays(us, days), randomBytes8()),
    lateBeforeUs: nowUs - aliasDays * dayUs,
  });
  const names = new Set<Name>(emptied);
  if (affected.size > 0) await regroup(context, affected, assigner, names);
  const placed = await place(context, items, names);
  assigner.place(placed);
  const slots = new Set<Slot>();
  for (const item of placed) for (const slot of item.slots) slots.add(slot);
  if (book.into.size > 0) for (const name of names) settle(book, name);
  const touched = [...assigner.touched].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const row of touched) touch(book.rows, row.id);
  return { touched, merged: assigner.merged, names, slots };
}

async function regroup(
  { db, book, nowUs }: PlanContext,
  affected: Set<string>,
  assigner: Assigner,
  names: Set<Name>,
): Promise<void> {
  await loadRuns(db, book, affected);
  const rows = new Set<RunRow>();
  for (const id of affected) {
    const row = book.rows.get(book.resolve(id));
    if (row) rows.add(row);
  }
  const itemsOf = new Map<RunRow, NamedItem[]>();
  for (const row of rows) itemsOf.set(row, row.items.map(named));
  const all = [...itemsOf.values()].flat();
  await loadNames(db, book, all, nowUs);
  for (const item of all) for (const name of item.names) names.add(name);
  const placed = new Map<RunRow, PlacedItem[]>();
  const ids = new Set<string>();
  for (const [row, items] of itemsOf) {
    placed.set(
      row,
      items.map((item) => place1(book, item, ids, names)),
    );
  }
  await loadRuns(db, book, ids);
  assigner.regroup([...rows], (row) => placed.get(row) ?? []);
}

async function place({ db, book }: PlanContext, items: readonly NamedItem[], names: Set<Name>): Promise<PlacedItem[]> {
  const ids = new Set<string>();
  const placed = items.map((item) => place1(book, item, ids, names));
  for (const item of items) {
    for (const name of item.names) names.add(name);
    if (item.claimed) names.add(item.claimed);
  }
  await loadRuns(db, book, ids);
  return placed;
}

function place1(book: RunBook, item: NamedItem, ids: Set<string>, names: Set<Name>): PlacedItem {
  item.slots = slotsOf(book, item);
  for (const slot of item.slots) {
    names.add(slot.name);
    if (slot.runId !== null) ids.add(slot.runId);
  }
  return item;
}

/** After all merges of a batch its names hold live ids, so that the book may forget who was merged into whom. */
function settle(book: RunBook, name: Name): void {
  for (const slot of name.slots) if (slot.runId !== null) slot.runId = book.resolve(slot.runId);
}

/** Unites and derives `rows` of a plan, once; those whose new evidence said nothing new are left out. */
export function deriveChanged(rows: readonly RunRow[]): ChangedRun[] {
  const changed: ChangedRun[] = [];
  for (const row of rows) {
    const items = uniteEvidence(row.items, row.add);
    row.add = [];
    if (row.stored !== null && !row.isCut && isSame(items, row.items)) {
      row.rest();
      continue;
    }
    const before = row.stored && { stored: row.stored, correlationId: row.own.correlationId };
    changed.push({ row, items, run: deriveRun(items), before });
  }
  return changed;
}

const isSame = (a: readonly Evidence[], b: readonly Evidence[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

const random = Buffer.allocUnsafe(8_192);
let used = random.length;
function randomBytes8(): Uint8Array {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += 8;
  return random.subarray(used - 8, used);
}
