// Where a walk may go from a run, and where not (reference: "Do not merge across"). Pure.
import { edgeKinds } from '#lib/domain/evidence.ts';

/** As stored: kind is the position in `edgeKinds`, target a node in hex. */
export interface WalkEdge {
  runId: string;
  kind: number;
  target: string;
}

/** First two hex digits of a node. */
const nodeKind = { trace: '01', span: '02', name: '03', correlation: '04' } as const;

/** Values on more runs than this say nothing about belonging together: a tenant, a nightly batch, a shared trace. */
export const maxRunsPerNode = 1_000;
export const maxHops = 32;
export const maxNodes = 2_000;

/**
 * The nodes to look for next from a run's edges. A span leads to its trace as well. Nothing is followed through another
 * correlation value than the one asked for. A scheduled run shares its schedule's trace and producer span with every
 * other due time, so from it only names are followed, and its own attempts' spans.
 */
export function nextNodes(edges: readonly WalkEdge[], isScheduled: boolean): string[] {
  const nodes = new Set<string>();
  for (const { kind, target } of edges) {
    const node = target.slice(0, 2);
    const name = edgeKinds[kind];
    if (node === nodeKind.correlation) continue;
    if (name === 'slot') continue;
    if (isScheduled && (name === 'trace' || name === 'created-by' || name === 'link' || name === 'parent')) continue;
    nodes.add(target);
    if (node === nodeKind.span) nodes.add(`${nodeKind.trace}${target.slice(2, 34)}`);
  }
  return [...nodes];
}

/** The trace of a trace's or span's node. */
export const traceOfNode = (node: string): string | null =>
  node.startsWith(nodeKind.trace) || node.startsWith(nodeKind.span) ? node.slice(2, 34) : null;

/**
 * Traces in which a run was worked at although it came into being in another: what happened there may have been a batch, received and handled
 * as one, and says nothing about who else was in it. A run of which no origin is known has none.
 */
export function tracesOfWorkOnly(edges: readonly WalkEdge[]): Set<string> {
  const origins = new Set<string>();
  const all = new Set<string>();
  for (const { kind, target } of edges) {
    const trace = traceOfNode(target);
    if (trace === null) continue;
    all.add(trace);
    const name = edgeKinds[kind];
    if (name === 'created-by' || name === 'link') origins.add(trace);
  }
  return origins.size === 0 ? new Set() : new Set([...all].filter((trace) => !origins.has(trace)));
}

/** Whether a run was found by nothing but such a trace, which is no more than that to itself: it was in the same batch. */
export function isBatchmate(
  edges: readonly WalkEdge[],
  foundBy: ReadonlySet<string>,
  shared: ReadonlySet<string>,
): boolean {
  const own = tracesOfWorkOnly(edges);
  return [...foundBy].every((node) => {
    const trace = traceOfNode(node);
    return trace !== null && shared.has(trace) && own.has(trace);
  });
}

/** Those of the span nodes `nodes` whose trace is among `hits` and shared by too many runs to be followed as a whole. */
export function spansInCrowds(nodes: readonly string[], hits: readonly WalkEdge[]): string[] {
  const crowd = Map.groupBy(hits, ({ target }) => target);
  const isCrowded = (trace: string): boolean => (crowd.get(trace)?.length ?? 0) > maxRunsPerNode;
  return nodes.filter((node) => node.startsWith(nodeKind.span) && isCrowded(`${nodeKind.trace}${node.slice(2, 34)}`));
}

/** Hits of one node that is shared by too many runs are dropped. */
export function withoutCrowds<Hit extends { target: string }>(hits: readonly Hit[]): Hit[] {
  const crowd = new Map<string, number>();
  for (const { target } of hits) crowd.set(target, (crowd.get(target) ?? 0) + 1);
  return hits.filter(({ target }) => (crowd.get(target) ?? 0) <= maxRunsPerNode);
}
