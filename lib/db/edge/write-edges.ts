import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';
import type { StoredEdge } from '#lib/domain/alias.ts';

export interface EdgeWrite extends StoredEdge {
  runId: string;
}

/** Once a session. */
export async function prepareEdgeStage(client: Client): Promise<void> {
  await client.query(
    'create temp table stage_edge on commit delete rows as select run_id, kind, target from edge with no data',
  );
}

/** Edges of runs that have none stored yet; no two of one run alike. */
export async function insertEdges(client: Client, edges: readonly EdgeWrite[]): Promise<void> {
  await copyInto(client, 'edge (run_id, kind, target)', encode(edges));
}

/** Edges of runs that may have them already; no two of one run alike. */
export async function mergeEdges(client: Client, edges: readonly EdgeWrite[]): Promise<void> {
  if (edges.length === 0) return;
  await copyInto(client, 'stage_edge (run_id, kind, target)', encode(edges));
  // Not a prepared statement: one that was planned while a day was empty would read all of that day for each edge later.
  await client.query(
    `insert into edge (run_id, kind, target) select run_id, kind, target from stage_edge s
      where not exists (select from edge e where e.run_id = s.run_id and e.kind = s.kind and e.target = s.target)`,
  );
}

/** Forgets all edges of runs that lost evidence; what is left of them is merged in again. */
export async function deleteEdges(client: Client, runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) await client.query('delete from edge where run_id = any($1::uuid[])', [runIds]);
}

function encode(edges: readonly EdgeWrite[]): CopyRows {
  const rows = new CopyRows(edges.length * 64);
  for (const edge of edges) {
    rows.row(3);
    rows.uuid(edge.runId);
    rows.int2(edge.kind);
    rows.hex(edge.target);
  }
  return rows;
}
