// Which edges of a changed run are written. What its own columns say is not stored again, so edges depend on columns that may change.
import type { RunRow } from '#lib/derive/run-row.ts';
import { eachEdge, edgeNodeOf, isOwnEdge, type OwnColumns, type StoredEdge } from '#lib/domain/alias.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

export interface EdgesToStore {
  edges: StoredEdge[];
  /** Stored edges of the run must be deleted first: `edges` are then all it has. */
  areAnew: boolean;
}

/** Edges that `items` state and `row`, as stored, does not have yet. `now`: what the run's columns become. */
export function edgesToStore(row: RunRow, items: readonly Evidence[], now: OwnColumns): EdgesToStore {
  const areAnew = row.isCut || (row.stored !== null && isMoved(row, items, now));
  const known: ReadonlySet<Evidence> = row.stored === null || areAnew ? none : new Set(row.items);
  // Most runs have none.
  let edges: Map<string, StoredEdge> | null = null;
  for (const item of items) {
    if (known.has(item)) continue;
    eachEdge(item, (kind, to) => {
      if (isOwnEdge(kind, to, now)) return;
      const target = edgeNodeOf(item.environment, to);
      edges ??= new Map();
      edges.set(`${kind}${target}`, { kind, target });
    });
  }
  return { edges: storedIn(edges), areAnew };
}

const storedIn = (edges: Map<string, StoredEdge> | null): StoredEdge[] => (edges === null ? [] : [...edges.values()]);

const none: ReadonlySet<Evidence> = new Set();

/** Whether an edge that was left out is needed now, or one that was stored is not any more. */
function isMoved(row: RunRow, items: readonly Evidence[], now: OwnColumns): boolean {
  const { own } = row;
  const isSame =
    own.traceId === now.traceId && own.correlationId === now.correlationId && own.isInTrace === now.isInTrace;
  if (isSame && areWithin(row.items, items)) return false;
  // A run that was put together anew: what it had is among `items`, but not said which.
  if (row.items.length === 0) return true;
  const left = new Set(items);
  let isDifferent = false;
  for (const item of row.items) {
    const isGone = !left.has(item);
    eachEdge(item, (kind, to) => {
      const wasOwn = isOwnEdge(kind, to, own);
      if (isGone ? !wasOwn : wasOwn !== isOwnEdge(kind, to, now)) isDifferent = true;
    });
  }
  return isDifferent;
}

/** Whether all of `few` are in `many`; both are in canonical order. */
function areWithin(few: readonly Evidence[], many: readonly Evidence[]): boolean {
  let at = 0;
  for (const item of many) if (item === few[at]) at++;
  return at === few.length;
}
