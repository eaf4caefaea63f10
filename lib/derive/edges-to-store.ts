// Which edges of a changed run are written. What its own columns say is not stored again, so edges depend on columns that may change.
import type { RunRow } from '#lib/derive/run-book.ts';
import { edgesOf, isOwnEdge, type OwnNodes, ownNodesOf, type StoredEdge } from '#lib/domain/alias.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

export interface EdgesToStore {
  edges: StoredEdge[];
  /** Stored edges of the run must be deleted first: `edges` are then all it has. */
  areAnew: boolean;
}

interface Named {
  environment: string;
  traceId: string | null;
  correlationId: string | null;
}

/** Edges that `items` state and `row`, as stored, does not have yet. `now`: what the run's columns become. */
export function edgesToStore(row: RunRow, items: readonly Evidence[], now: Named): EdgesToStore {
  const own = ownNodesOf(now.environment, now.traceId, now.correlationId);
  const areAnew = row.isCut || (row.stored !== null && isMoved(row, now, own));
  const known = new Set(row.stored === null || areAnew ? [] : row.items);
  const edges = new Map<string, StoredEdge>();
  for (const item of items) {
    if (known.has(item)) continue;
    for (const edge of edgesOf(item)) {
      const key = `${edge.kind}${edge.target}`;
      if (!edges.has(key) && !isOwnEdge(edge, own)) edges.set(key, edge);
    }
  }
  return { edges: [...edges.values()], areAnew };
}

/** Whether an edge that was left out may be needed now, or one that was stored is not any more. */
function isMoved(row: RunRow, now: Named, own: OwnNodes): boolean {
  const { traceId, correlationId } = row;
  if (traceId === now.traceId && correlationId === now.correlationId) return false;
  if ((traceId ?? now.traceId) !== now.traceId || (correlationId ?? now.correlationId) !== now.correlationId)
    return true;
  return row.items.some((item) => edgesOf(item).some((edge) => isOwnEdge(edge, own)));
}
