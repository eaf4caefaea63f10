// What should be there and is not: the other end of something that the journey itself names. Pure.
import type { MissingEnd } from '#lib/contracts/journey.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import type { JourneyParts } from './assemble-journey.ts';

const createdBy = edgeKinds.indexOf('created-by');
const attemptSpan = edgeKinds.indexOf('attempt-span');
const parentJob = edgeKinds.indexOf('parent-job');
/** Witnesses of two systems are not equally fast: the other end may still come. */
const patienceMs = 60_000;

/** In order of time. `nowMs` in milliseconds since the epoch; `isCut`: the walk met its bound, so nothing can be called missing. */
export function missingEnds(parts: JourneyParts, nowMs: number, isCut: boolean): MissingEnd[] {
  if (isCut) return [];
  const missing = [...jobsNobodyTellsOf(parts, nowMs), ...unknownParents(parts), ...unknownCallers(parts)];
  return missing.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.near < b.near ? -1 : 1));
}

/** A producer's span made a job, but no run names it: nobody watches that queue, or the job was lost. */
function jobsNobodyTellsOf({ spans, edges }: JourneyParts, nowMs: number): MissingEnd[] {
  const named = new Set(
    edges.filter(({ kind }) => kind === createdBy || kind === attemptSpan).map(({ target }) => target.slice(34)),
  );
  const parents = new Set(spans.map((span) => span.parentSpanId));
  const linked = new Set(spans.flatMap((span) => span.links.map((link) => link.spanId)));
  return spans
    .filter((span) => span.kind === 'producer' && span.status !== 'error')
    .filter(({ spanId }) => !named.has(spanId) && !parents.has(spanId) && !linked.has(spanId))
    .map((span) => ({ span, end: Date.parse(span.startedAt) + span.durationMs }))
    .filter(({ end }) => end < nowMs - patienceMs)
    .map(({ span, end }) => ({ kind: 'job', name: span.name, near: span.spanId, at: new Date(end).toISOString() }));
}

/** A run names the run that made it, which nobody told of. */
function unknownParents({ runs, edges, named }: JourneyParts): MissingEnd[] {
  return runs.flatMap((run) => {
    const unknown = edges.some((edge) => edge.runId === run.id && edge.kind === parentJob && !named.has(edge.target));
    const at = run.enqueuedAt ?? run.startedAt ?? run.finishedAt;
    if (!unknown || run.parentRunId !== null || at === null) return [];
    return [{ kind: 'parent-run' as const, name: run.job ?? run.queue, near: run.id, at }];
  });
}

/** Spans whose parent was never received: one for each parent, at its earliest child. */
function unknownCallers({ spans }: JourneyParts): MissingEnd[] {
  const known = new Set(spans.map((span) => span.spanId));
  const earliest = new Map<string, (typeof spans)[number]>();
  for (const span of spans) {
    const parent = span.parentSpanId;
    if (parent === null || known.has(parent)) continue;
    const other = earliest.get(parent);
    if (!other || span.startedAt < other.startedAt) earliest.set(parent, span);
  }
  return [...earliest.values()].map((span) => ({
    kind: 'caller',
    name: span.name,
    near: span.spanId,
    at: span.startedAt,
  }));
}
