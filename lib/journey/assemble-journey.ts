// From runs, their edges and spans to one story in order of time: who caused whom, and how long each hand-off took. Pure.
import type { Handoff, JourneyEdge } from '#lib/contracts/journey.ts';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { type EdgeKind, edgeKinds } from '#lib/domain/evidence.ts';
import type { WalkEdge } from './next-nodes.ts';

export interface JourneyParts {
  runs: readonly RunSummary[];
  edges: readonly WalkEdge[];
  spans: readonly SpanView[];
  /** Run behind a job or run name node. */
  named: ReadonlyMap<string, string>;
}

/** Kinds that say which run or span caused another, strongest first. */
const causal: readonly EdgeKind[] = ['created-by', 'parent', 'link', 'parent-job', 'dead-letter-of', 'replay-of'];

export const startOf = (run: RunSummary): string | null => run.startedAt ?? run.enqueuedAt ?? run.finishedAt;
const endMs = (span: SpanView): number => Date.parse(span.startedAt) + span.durationMs;

interface SpanIndex {
  bySpan: Map<string, SpanView>;
  /** Run whose attempt a span is. */
  owners: Map<string, string>;
}

function indexSpans({ spans, edges }: JourneyParts): SpanIndex {
  const attemptSpan = edgeKinds.indexOf('attempt-span');
  return {
    bySpan: new Map(spans.map((span) => [span.spanId, span])),
    owners: new Map(
      edges.filter((edge) => edge.kind === attemptSpan).map((edge) => [edge.target.slice(34), edge.runId]),
    ),
  };
}

/** The run within whose attempt a span happened, or the outermost span of its own service around it. */
function originOf(spanId: string, index: SpanIndex): { runId: string } | { span: SpanView } | null {
  let best: SpanView | null = null;
  const seen = new Set<string>();
  for (let id: string | null = spanId; id !== null && !seen.has(id); ) {
    seen.add(id);
    const owner = index.owners.get(id);
    if (owner !== undefined) return { runId: owner };
    const span: SpanView | undefined = index.bySpan.get(id);
    if (!span) break;
    if (!best || span.service === best.service) best = span;
    id = span.parentSpanId;
  }
  return best ? { span: best } : null;
}

/** Edges between runs, or from a run to the span that caused it; `trace` and `correlation` only say "belongs". */
export function journeyEdges(parts: JourneyParts): JourneyEdge[] {
  const index = indexSpans(parts);
  const isKnown = new Set(parts.runs.map((run) => run.id));
  const found = new Map<string, JourneyEdge>();
  const add = (kind: EdgeKind, from: string, to: string): void => {
    if (from !== to) found.set(`${kind} ${from} ${to}`, { kind, from, to });
  };
  for (const edge of parts.edges) {
    const kind = edgeKinds[edge.kind];
    if (!kind || !causal.includes(kind)) continue;
    if (edge.target.startsWith('02')) {
      const origin = originOf(edge.target.slice(34), index);
      if (origin) add(kind, edge.runId, 'runId' in origin ? origin.runId : origin.span.spanId);
    } else {
      const runId = parts.named.get(edge.target);
      if (runId && isKnown.has(runId)) add(kind, edge.runId, runId);
    }
  }
  for (const run of parts.runs)
    if (run.parentRunId && isKnown.has(run.parentRunId)) add('parent-job', run.id, run.parentRunId);
  return [...found.values()];
}

type End = Handoff['from'];
const runEnd = (run: RunSummary, at: string): End => ({
  kind: 'run',
  id: run.id,
  system: run.system,
  name: run.job ?? run.queue,
  at,
});
const spanEnd = (span: SpanView): End => ({
  kind: 'span',
  id: span.spanId,
  system: span.service,
  name: span.name,
  at: new Date(endMs(span)).toISOString(),
});

/**
 * One hand-off into each run that began, from what caused it: the run or the service's outermost span behind its
 * strongest edge, else the run of another lane that ended last before it began. Between runs of one lane there is none.
 */
export function handoffsOf(parts: JourneyParts, edges: readonly JourneyEdge[]): Handoff[] {
  const runs = new Map(parts.runs.map((run) => [run.id, run]));
  const spans = new Map(parts.spans.map((span) => [span.spanId, span]));
  const causesOf = Map.groupBy(edges, (edge) => edge.from);
  return parts.runs
    .filter((run) => run.startedAt !== null)
    .sort((a, b) => ((a.startedAt as string) < (b.startedAt as string) ? -1 : 1))
    .flatMap((run) => {
      const causes = [...(causesOf.get(run.id) ?? [])].sort((a, b) => causal.indexOf(a.kind) - causal.indexOf(b.kind));
      const from = causeEnd(run, causes, runs, spans) ?? (causes.length === 0 ? runBefore(run, parts.runs) : null);
      if (!from) return [];
      const to = runEnd(run, run.startedAt as string);
      const between = Date.parse(to.at) - Date.parse(from.at);
      return [{ from, to, durationMs: Math.max(0, between), isOverlapping: between < 0 }];
    });
}

const isSameLane = (a: RunSummary, b: RunSummary): boolean => a.queueId === b.queueId;

function causeEnd(
  run: RunSummary,
  causes: readonly JourneyEdge[],
  runs: ReadonlyMap<string, RunSummary>,
  spans: ReadonlyMap<string, SpanView>,
): End | null {
  for (const { to } of causes) {
    const other = runs.get(to);
    if (other) {
      const at = other.finishedAt ?? other.startedAt;
      if (at && !isSameLane(other, run)) return runEnd(other, at);
    } else {
      const span = spans.get(to);
      if (span) return spanEnd(span);
    }
  }
  return null;
}

function runBefore(run: RunSummary, all: readonly RunSummary[]): End | null {
  let best: RunSummary | null = null;
  for (const other of all) {
    if (other.finishedAt === null || isSameLane(other, run) || other.finishedAt > (run.startedAt as string)) continue;
    if (!best || other.finishedAt > (best.finishedAt as string)) best = other;
  }
  return best ? runEnd(best, best.finishedAt as string) : null;
}

/** Earliest and latest moment of everything in it; null when nothing is known. */
export function journeyBounds(parts: JourneyParts): { startedAt: string | null; endedAt: string | null } {
  const starts = [
    ...parts.runs.map((run) => run.enqueuedAt ?? startOf(run)),
    ...parts.spans.map((span) => span.startedAt),
  ].filter((at) => at !== null);
  const ends = [
    ...parts.runs.map((run) => run.finishedAt ?? startOf(run)),
    ...parts.spans.map((span) => new Date(endMs(span)).toISOString()),
  ].filter((at) => at !== null);
  return { startedAt: starts.sort()[0] ?? null, endedAt: ends.sort().at(-1) ?? null };
}

/** Runs in order of their start (else enqueue), with edges, hand-offs and bounds. */
export function assembleJourney(parts: JourneyParts) {
  const runs = [...parts.runs].sort((a, b) => {
    const [one, other] = [startOf(a) ?? '', startOf(b) ?? ''];
    return one === other ? (a.id < b.id ? -1 : 1) : one < other ? -1 : 1;
  });
  const edges = journeyEdges(parts);
  return { ...journeyBounds(parts), runs, edges, handoffs: handoffsOf(parts, edges) };
}
