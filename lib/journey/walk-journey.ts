// A journey is found at read time: from the runs that carry the ID, breadth first over edges, within fixed bounds.
import type { RunSummary } from '#lib/contracts/run.ts';
import { selectNamedRuns } from '#lib/db/journey/select-named-runs.ts';
import { selectStartRuns } from '#lib/db/journey/select-start-runs.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { selectEdges, selectEdgesTo, selectRunsNamingSpans } from '#lib/db/run/select-edges.ts';
import { selectRunSummaries } from '#lib/db/run/select-run-summaries.ts';
import { edgeNodeOf } from '#lib/domain/alias.ts';
import {
  isBatchmate,
  maxHops,
  maxNodes,
  maxRunsPerNode,
  nextNodes,
  spansInCrowds,
  traceOfNode,
  tracesOfWorkOnly,
  type WalkEdge,
  withoutCrowds,
} from './next-nodes.ts';

export interface Walk {
  runs: RunSummary[];
  edges: WalkEdge[];
  /** Run behind each job or run name that was met, by node. */
  named: Map<string, string>;
  /** The best rank by which a run carries the ID; null = weaker witnesses alone tell of it. */
  rank: number | null;
  isCut: boolean;
}

const maxEdges = 20_000;
/** Spans of overcrowded traces looked for one by one, a hop. */
const maxCrowdedSpans = 20;

/** The node under which other runs name this one, when its job id is known. */
export const nodeOfRun = (run: RunSummary): string | null =>
  run.jobId ? edgeNodeOf(run.environment, { job: { system: run.system, queue: run.queue, jobId: run.jobId } }) : null;

interface Start {
  ids: string[];
  rank: number | null;
}

async function startOf(db: Queryable, correlationId: string, environment: string | null): Promise<Start> {
  const carriers = await selectStartRuns(db, correlationId, environment, maxRunsPerNode);
  const ids = carriers.map(({ id }) => id);
  const ranks = carriers.flatMap(({ rank }) => rank ?? []);
  const rank = ranks.length > 0 ? Math.min(...ranks) : null;
  const environments = new Set(carriers.map((run) => run.environment));
  if (environment !== null) environments.add(environment);
  if (environments.size === 0) environments.add('production');
  // a weaker witness may have told of the ID without winning the column
  const nodes = [...environments].map((name) => edgeNodeOf(name, { correlationId }));
  const hits = withoutCrowds(await selectEdgesTo(db, nodes, maxRunsPerNode + 1));
  const all = [...new Set([...ids, ...hits.map((hit) => hit.runId)])];
  return { ids: all.length > maxRunsPerNode ? ids : all, rank };
}

export async function walkJourney(db: Queryable, correlationId: string, environment: string | null): Promise<Walk> {
  const runs = new Map<string, RunSummary>();
  const edges: WalkEdge[] = [];
  const named = new Map<string, string>();
  const seenNodes = new Set<string>();
  let isCut = false;
  const { ids, rank } = await startOf(db, correlationId, environment);
  let frontier: Map<string, ReadonlySet<string>> = new Map(ids.map((id) => [id, none]));
  /** Traces that were asked for only by runs that were worked at in them. */
  let shared = none;
  for (let hop = 0; frontier.size > 0; hop++) {
    if (hop >= maxHops || runs.size + seenNodes.size >= maxNodes) {
      isCut = true;
      break;
    }
    const room = maxNodes - runs.size;
    isCut ||= frontier.size > room;
    const found = await selectRunSummaries(db, [...frontier.keys()].slice(0, room), environment);
    const own = await selectEdges(
      db,
      found.map((run) => run.id),
      maxEdges,
    );
    const byRun = Map.groupBy(own, (edge) => edge.runId);
    const edgesOf = (run: RunSummary): WalkEdge[] => byRun.get(run.id) ?? [];
    const fresh = found.filter((run) => {
      const foundBy = frontier.get(run.id) ?? none;
      return foundBy.size === 0 || !isBatchmate(edgesOf(run), foundBy, shared);
    });
    for (const run of fresh) {
      runs.set(run.id, run);
      edges.push(...edgesOf(run));
    }
    const wanted = fresh.flatMap((run) => {
      const self = nodeOfRun(run);
      return [...nextNodes(edgesOf(run), run.schedule !== null), ...(self ? [self] : [])];
    });
    shared = sharedByWork(fresh.map(edgesOf));
    const nodes = [...new Set(wanted)].filter((node) => !seenNodes.has(node)).slice(0, maxNodes);
    for (const node of nodes) seenNodes.add(node);
    const names = nodes.filter((node) => node.startsWith('03')).map((node) => node.slice(2));
    const [hits, byName] = await Promise.all([
      selectEdgesTo(db, nodes, maxRunsPerNode + 1),
      names.length > 0 ? selectNamedRuns(db, names) : new Map<string, string>(),
    ]);
    for (const [name, runId] of byName) named.set(`03${name}`, runId);
    const parents = fresh.flatMap((run) => (run.parentRunId ? [run.parentRunId] : []));
    const spans = spansInCrowds(nodes, hits).slice(0, maxCrowdedSpans);
    const inCrowds = spans.length > 0 ? await selectRunsNamingSpans(db, spans, maxRunsPerNode + 1) : [];
    const linked = [...withoutCrowds(hits), ...withoutCrowds(inCrowds)];
    const next = new Map<string, Set<string>>();
    for (const { runId, target } of linked) next.set(runId, (next.get(runId) ?? new Set()).add(target));
    // By name, or as a parent: that is said of the run itself.
    for (const id of [...byName.values(), ...parents]) next.set(id, new Set());
    for (const id of runs.keys()) next.delete(id);
    frontier = next;
  }
  return { runs: [...runs.values()], edges, named, rank, isCut };
}

const none: ReadonlySet<string> = new Set();

/** Traces that these runs were worked at in, and that to none of them are more. */
function sharedByWork(edges: readonly WalkEdge[][]): ReadonlySet<string> {
  const more = new Set<string>();
  const work = new Set<string>();
  for (const own of edges) {
    const only = tracesOfWorkOnly(own);
    for (const { target } of own) {
      const trace = traceOfNode(target);
      if (trace !== null) (only.has(trace) ? work : more).add(trace);
    }
  }
  return new Set([...work].filter((trace) => !more.has(trace)));
}
