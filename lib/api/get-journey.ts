import type { Caller } from '#lib/auth/authorise.ts';
import type { Journey, JourneyEdge } from '#lib/contracts/journey.ts';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { selectGaps } from '#lib/db/gap/select-gaps.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { selectEvidence } from '#lib/db/run/select-evidence.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { correlationWords } from '#lib/domain/correlation-words.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import { assembleJourney } from '#lib/journey/assemble-journey.ts';
import { missingEnds } from '#lib/journey/missing-ends.ts';
import { type Walk, walkJourney } from '#lib/journey/walk-journey.ts';
import { attemptViews } from './attempt-views.ts';
import { spanViewOf } from './span-views.ts';

const maxTraces = 200;

/** Traces of the walk. A scheduled run's own trace is its schedule's, shared with every due time: left out. */
function traceIdsOf(walk: Walk): string[] {
  const scheduled = new Set(walk.runs.filter((run) => run.schedule !== null).map((run) => run.id));
  const ids = new Set<string>();
  for (const run of walk.runs) if (run.traceId && !scheduled.has(run.id)) ids.add(run.traceId);
  for (const edge of walk.edges) {
    if (/^0[12]/.test(edge.target) && !scheduled.has(edge.runId)) ids.add(edge.target.slice(2, 34));
  }
  return [...ids].slice(0, maxTraces);
}

/** Of so many runs that were tried more than once, each attempt is told. */
const maxRetried = 200;

async function attemptsOf(db: Queryable, runs: readonly RunSummary[]): Promise<Journey['attempts']> {
  const ids = runs.filter((run) => run.attempts > 1).map((run) => run.id);
  const attempts: Journey['attempts'] = {};
  if (ids.length === 0) return attempts;
  for (const { runId, items } of await selectEvidence(db, ids.slice(0, maxRetried))) {
    attempts[runId] = attemptViews(deriveRun(items).attempts);
  }
  return attempts;
}

const attemptSpan = edgeKinds.indexOf('attempt-span');

/** From each run to the spans that are its attempts, so that what they did can be told as the run's. */
function attemptSpans(walk: Walk, spans: readonly SpanView[]): JourneyEdge[] {
  const known = new Set(spans.map((span) => span.spanId));
  return walk.edges
    .filter((edge) => edge.kind === attemptSpan && known.has(edge.target.slice(34)))
    .map((edge) => ({ kind: 'attempt-span', from: edge.runId, to: edge.target.slice(34) }));
}

/** Everything that belongs to one correlation ID. Throws `not_found` when nothing carries it. */
export async function getJourney(caller: Caller, correlationId: string, nowMs = Date.now()): Promise<Journey> {
  const { pool, environment } = caller;
  const walk = await walkJourney(pool, correlationId, environment);
  if (walk.runs.length === 0) throw new AppError('not_found', 'Nothing carries this correlation ID.');
  const { spans, isCut } = await selectSpans(pool, {
    traceIds: traceIdsOf(walk),
    environment: environment ?? undefined,
  });
  const views: SpanView[] = spans.map(spanViewOf);
  const parts = { runs: walk.runs, edges: walk.edges, named: walk.named, spans: views };
  const story = assembleJourney(parts);
  const gaps = await selectGaps(pool, {
    sources: [...new Set(walk.runs.map((run) => run.source))],
    fromMs: Date.parse(story.startedAt ?? new Date(0).toISOString()),
    toMs: Date.parse(story.endedAt ?? new Date(0).toISOString()) + 1,
    limit: 100,
  });
  return {
    correlationId,
    correlation: walk.rank === null ? null : { rank: walk.rank, words: correlationWords({ rank: walk.rank }) },
    ...story,
    edges: [...story.edges, ...attemptSpans(walk, views)],
    spans: views,
    attempts: await attemptsOf(pool, story.runs),
    gaps: gaps.map(({ source: _source, ...gap }) => gap),
    missing: missingEnds(parts, nowMs, walk.isCut || isCut),
    isCut: walk.isCut || isCut,
  };
}
