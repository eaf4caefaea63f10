// What the book does not know yet is read from the database, names first, then the runs they lead to.
import { selectAliases } from '#lib/db/alias/select-aliases.ts';
import { type Day, dayOf } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { type StoredRunRow, selectStoredRuns } from '#lib/db/run/select-stored-runs.ts';
import { type Name, newName, type RunBook, slotOf, touch } from '#lib/derive/run-book.ts';
import { RunRow } from '#lib/derive/run-row.ts';
import type { NamedItem } from '#lib/derive/slots-of.ts';
import { type AliasKind, aliasKinds } from '#lib/domain/alias.ts';

/** Names live this many days beyond their last touch. */
export const aliasDays = 7;
/** The first day whose names still count. */
export const oldestAliasDay = (nowUs: number): Day => dayOf(nowUs) - aliasDays;

/** Puts every name of `items` into the book, those that claimed them included, and tells the items theirs. */
export async function loadNames(
  db: Queryable,
  book: RunBook,
  items: readonly NamedItem[],
  nowUs: number,
): Promise<void> {
  let missing: string[] = [];
  const want = (hash: string, kind: AliasKind): Name => {
    const known = book.names.get(hash);
    if (known?.usedIn === book.batch) return known;
    const name = known ?? newName(hash, kind);
    name.usedIn = book.batch;
    if (known) book.names.delete(hash);
    else missing.push(hash);
    book.names.set(hash, name);
    return name;
  };
  for (const item of items) {
    const [alias] = item.aliases;
    const isOnly = alias !== undefined && item.aliases.length === 1;
    item.names = isOnly ? [want(alias.hash, alias.kind)] : item.aliases.map(({ hash, kind }) => want(hash, kind));
    item.claimed = item.claim && want(item.claim.hash, item.claim.kind);
  }
  await fill(db, book, missing, nowUs);
  missing = [];
  // Which kind a claiming name has is known from its own row; `job` stands in until then.
  const wantClaimer = ({ claimedBy }: Name): void => {
    if (claimedBy !== null) want(claimedBy, aliasKinds.job);
  };
  for (const { names, claimed } of items) {
    for (const name of names) wantClaimer(name);
    if (claimed) wantClaimer(claimed);
  }
  await fill(db, book, missing, nowUs);
}

async function fill(db: Queryable, book: RunBook, missing: readonly string[], nowUs: number): Promise<void> {
  if (missing.length === 0) return;
  for (const row of await selectAliases(db, missing, oldestAliasDay(nowUs))) {
    const name = book.name(row.alias);
    name.kind = row.kind as AliasKind;
    name.claimedBy = name.storedClaimedBy = row.claimedBy;
    const slot = slotOf(name, row.bornAt);
    slot.runId = slot.storedRunId = row.runId;
    slot.storedDay = row.day;
    // Rows come in the order of their births.
    if (row.bornAt !== 0) name.births.push(row.bornAt);
  }
}

/** Puts runs into the book, and for those that were merged away the runs they became. Ids that have aged out stay unknown. */
export async function loadRuns(db: Queryable, book: RunBook, ids: Iterable<string>): Promise<void> {
  let missing = new Set<string>();
  const want = (id: string): void => {
    const live = book.resolve(id);
    if (book.rows.has(live)) touch(book.rows, live);
    else missing.add(live);
  };
  for (const id of ids) want(id);
  while (missing.size > 0) {
    const asked = [...missing];
    missing = new Set();
    for (const row of await selectStoredRuns(db, asked)) {
      if (row.redirectTo !== null) {
        book.into.set(row.id, row.redirectTo);
        want(row.redirectTo);
        continue;
      }
      book.rows.set(row.id, knownRow(row));
    }
  }
}

function knownRow({ id, columns, attempts, attemptRows, own, revision, bytes, evidence }: StoredRunRow): RunRow {
  const known = new RunRow(id, columns.isLate);
  known.items = evidence;
  return Object.assign(known, { stored: columns, attempts, attemptRows, own, revision, bytes });
}
