import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';
import type { StoredEdge } from '#lib/domain/alias.ts';

export interface EdgeWrite extends StoredEdge {
  runId: string;
}

/** Once a session. */
export async function prepareEdgeStage(client: Client): Promise<void> {
  await client.query(
    'create temp table stage_edge on commit delete rows as select run_id, kind, target, at from edge with no data',
  );
}

/** Edges of runs that have none stored yet; no two of one run alike. */
export async function insertEdges(client: Client, edges: readonly EdgeWrite[]): Promise<void> {
  await copyInto(client, 'edge (run_id, kind, target, at)', encode(edges));
}

/** Edges of runs that may have them already. */
export async function mergeEdges(client: Client, edges: readonly EdgeWrite[]): Promise<void> {
  if (edges.length === 0) return;
  await copyInto(client, 'stage_edge (run_id, kind, target, at)', encode(edges));
  await client.query({
    name: 'merge-edges',
    text: 'insert into edge (run_id, kind, target, at) select run_id, kind, target, at from stage_edge on conflict do nothing',
  });
}

/** Forgets all edges of runs that lost evidence; what is left of them is merged in again. */
export async function deleteEdges(client: Client, runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) await client.query('delete from edge where run_id = any($1::uuid[])', [runIds]);
}

function encode(edges: readonly EdgeWrite[]): CopyRows {
  const rows = new CopyRows(edges.length * 80);
  for (const edge of edges) {
    rows.row(4);
    rows.uuid(edge.runId);
    rows.int2(edge.kind);
    rows.hex(edge.target);
    rows.timestamp(edge.at);
  }
  return rows;
}
