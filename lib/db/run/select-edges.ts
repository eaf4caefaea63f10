import type { Queryable } from '#lib/db/pool.ts';

export interface EdgeRow {
  runId: string;
  /** Position in `edgeKinds`. */
  kind: number;
  /** Node in hex, as in `edge.target`. */
  target: string;
}

/** What these runs point at: at most `limit` edges. */
export async function selectEdges(db: Queryable, runIds: readonly string[], limit: number): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    `select run_id as "runId", kind, encode(target, 'hex') as target
     from edge where run_id = any($1::uuid[]) order by run_id, kind, target limit $2`,
    [runIds, limit],
  );
  return rows;
}

/** Which runs point at each of these nodes: at most `limit` a node, so that a shared value cannot flood the answer. */
export async function selectEdgesTo(db: Queryable, nodes: readonly string[], limit: number): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    `select hit.run_id as "runId", hit.kind, node.hex as target
     from unnest($1::text[]) as node(hex)
     cross join lateral (
       select run_id, kind from edge where target = decode(node.hex, 'hex') order by run_id desc limit $2
     ) hit`,
    [nodes, limit],
  );
  return rows;
}
