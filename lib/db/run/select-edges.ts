import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { edgesOf } from '#lib/domain/alias.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { inTraceBit } from '#lib/domain/fidelity.ts';
import { places } from './run-place.ts';
import { selectEvidence } from './select-evidence.ts';

const traceKind = edgeKinds.indexOf('trace');
/** `run` takes part in its trace. */
const isInTrace = `trace_id is not null and fidelity & ${inTraceBit} <> 0`;

export interface EdgeRow {
  runId: string;
  /** Position in `edgeKinds`. */
  kind: number;
  /** Node in hex, as in `edge.target`. */
  target: string;
}

/** What these runs point at, as their evidence states it, ordered by run, kind and node: at most `limit` edges. */
export async function selectEdges(db: Queryable, runIds: readonly string[], limit: number): Promise<EdgeRow[]> {
  const all: EdgeRow[] = [];
  for (const { runId, items } of await selectEvidence(db, runIds)) {
    if (all.length >= limit) break;
    const edges = new Map<string, EdgeRow>();
    for (const item of items) {
      for (const { kind, target } of edgesOf(item)) edges.set(`${kind}${target}`, { runId, kind, target });
    }
    all.push(...[...edges.values()].sort((a, b) => a.kind - b.kind || (a.target < b.target ? -1 : 1)));
  }
  return all.slice(0, limit);
}

/**
 * Which runs point at each of these nodes, be it a trace by their own column: of each way at most `limit` a node, so that a shared value
 * cannot flood the answer. Runs whose own correlation value it is are not among them (`selectStartRuns` finds those), nor are runs whose
 * own producer's or attempt's span it is: ask for the span's trace as well.
 */
export async function selectEdgesTo(db: Queryable, nodes: readonly string[], limit: number): Promise<EdgeRow[]> {
  // First: what cools down meanwhile is found twice, and not missed.
  const hot = await hotRunsOfTraces(db, nodes, limit);
  const seen = new Set(hot.map(keyOf));
  return [...hot, ...(await otherEdgesTo(db, nodes, limit)).filter((edge) => !seen.has(keyOf(edge)))];
}

const keyOf = ({ runId, kind, target }: EdgeRow): string => `${runId}${kind}${target}`;

/** By one look at all that are hot, which no index tells by their traces. */
async function hotRunsOfTraces(db: Queryable, nodes: readonly string[], limit: number): Promise<EdgeRow[]> {
  const traces = nodes.flatMap((node) => (node.startsWith('01') ? [node.slice(2)] : []));
  if (traces.length === 0) return [];
  const { rows } = await db.query<EdgeRow>(
    `select id as "runId", ${traceKind} as kind, '01' || encode(trace_id, 'hex') as target from (
       select id, trace_id, row_number() over (partition by trace_id) as place from run_hot
       where trace_id = any($1::bytea[]) and ${isInTrace}
     ) as found where place <= $2`,
    [traces.map((hex) => Buffer.from(hex, 'hex')), limit],
  );
  return rows;
}

async function otherEdgesTo(db: Queryable, nodes: readonly string[], limit: number): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    prepared(
      `select hit.run_id as "runId", hit.kind, node.hex as target
     from unnest((select $1::text[])) as node(hex)
     cross join lateral (
       (select run_id, kind from edge where target = decode(node.hex, 'hex') order by run_id desc limit $2)
       union all
       (select id, ${traceKind} from run
        where place <> '${places.hot}' and starts_with(node.hex, '01') and trace_id = decode(substr(node.hex, 3), 'hex') and ${isInTrace} limit $2)
     ) hit`,
      [nodes, limit],
    ),
  );
  return rows;
}

/**
 * The runs, at most `limit` a span, in whose evidence these spans (nodes) are named, among the first 20,000 of each span's trace: for traces
 * of so many runs that they cannot be followed as a whole. Packed evidence stands in reverse in a row; that of older rows does not.
 */
export async function selectRunsNamingSpans(
  db: Queryable,
  nodes: readonly string[],
  limit: number,
): Promise<Pick<EdgeRow, 'runId' | 'target'>[]> {
  const { rows } = await db.query<Pick<EdgeRow, 'runId' | 'target'>>(
    prepared(
      `select hit.id as "runId", node.hex as target
     from unnest((select $1::text[]), (select $3::text[])) as node(hex, reversed)
     cross join lateral (
       select id from (
         select id, evidence from run where trace_id = decode(substr(node.hex, 3, 32), 'hex') and ${isInTrace} limit 20000
       ) as traced
       where position(decode(node.reversed, 'hex') in evidence) > 0 or position(decode(substr(node.hex, 35), 'hex') in evidence) > 0
       limit $2
     ) hit`,
      [nodes, limit, nodes.map((node) => Buffer.from(node.slice(34), 'hex').reverse().toString('hex'))],
    ),
  );
  return rows;
}
