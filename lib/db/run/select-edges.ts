import type { Queryable } from '#lib/db/pool.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { inTraceBit } from '#lib/domain/fidelity.ts';

const traceKind = edgeKinds.indexOf('trace');
const correlationKind = edgeKinds.indexOf('correlation');
/** `run` takes part in its trace. */
const isInTrace = `trace_id is not null and fidelity & ${inTraceBit} <> 0`;
/** The node of a run's own correlation value (lib/domain/alias.ts, `edgeNodeOf`), whose parts are joined by NUL. */
const correlationNode = `'04' || md5(
  convert_to('correlation', 'UTF8') || '\\x00'::bytea || convert_to(environment.value, 'UTF8') || '\\x00'::bytea
  || convert_to(r.correlation_id, 'UTF8'))`;

export interface EdgeRow {
  runId: string;
  /** Position in `edgeKinds`. */
  kind: number;
  /** Node in hex, as in `edge.target`. */
  target: string;
}

/** What these runs point at, their own trace and correlation value included, which are columns of `run`: at most `limit` edges. */
export async function selectEdges(db: Queryable, runIds: readonly string[], limit: number): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    `select run_id as "runId", kind, encode(target, 'hex') as target
     from edge where run_id = any($1::uuid[])
     union all
     select id, ${traceKind}, '01' || encode(trace_id, 'hex') from run where id = any($1::uuid[]) and ${isInTrace}
     union all
     select r.id, ${correlationKind}, ${correlationNode} from run r
     join queue on queue.id = r.queue_id join dim environment on environment.id = queue.environment_id
     where r.id = any($1::uuid[]) and r.correlation_id is not null
     order by 1, 2, 3 limit $2`,
    [runIds, limit],
  );
  return rows;
}

/**
 * Which runs point at each of these nodes, be it a trace by their own column: of each way at most `limit` a node, so that a shared value
 * cannot flood the answer. Runs whose own correlation value it is are not among them (`selectStartRuns` finds those).
 */
export async function selectEdgesTo(db: Queryable, nodes: readonly string[], limit: number): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    `select hit.run_id as "runId", hit.kind, node.hex as target
     from unnest($1::text[]) as node(hex)
     cross join lateral (
       (select run_id, kind from edge where target = decode(node.hex, 'hex') order by run_id desc limit $2)
       union all
       (select id, ${traceKind} from run
        where starts_with(node.hex, '01') and trace_id = decode(substr(node.hex, 3), 'hex') and ${isInTrace} limit $2)
     ) hit`,
    [nodes, limit],
  );
  return rows;
}
