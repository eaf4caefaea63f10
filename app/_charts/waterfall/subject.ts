// What the waterfall draws of a run: the part that runs in detail and runs in a journey share.
import type { JourneyEdge } from '#lib/contracts/journey.ts';
import type { AttemptView, RunDetail, RunSummary } from '#lib/contracts/run.ts';

export interface Subject {
  run: Omit<RunSummary, 'attempts'>;
  /** Null where only the summary is known: the run is then drawn as one bar. */
  attempts: AttemptView[] | null;
  attemptCount: number;
  /** Spans that are attempts of this run: what they did hangs below it. */
  attemptSpanIds: string[];
  /** The span that enqueued it. */
  creatorSpanIds: string[];
}

/** The last 16 hex digits of an edge's target: spans are told as `traceId/spanId` or `spanId`. */
const spanIdIn = (target: string): string => target.slice(-16);

export function subjectOfRun(run: RunDetail): Subject {
  const targets = (kind: string) => run.edges.filter((edge) => edge.kind === kind).map((edge) => spanIdIn(edge.target));
  const own = run.attempts.flatMap((attempt) => attempt.spanId ?? []);
  return {
    run,
    attempts: run.attempts,
    attemptCount: run.attemptCount,
    attemptSpanIds: [...own, ...targets('attempt-span')],
    creatorSpanIds: targets('created-by'),
  };
}

/** `attemptsOf`: attempts of the runs of which they are known one by one. */
export function subjectsOfJourney(
  runs: readonly RunSummary[],
  edges: readonly JourneyEdge[],
  attemptsOf: Readonly<Record<string, AttemptView[]>> = {},
): Subject[] {
  const targets = new Map<string, { attempt: string[]; creator: string[] }>();
  for (const run of runs) targets.set(run.id, { attempt: [], creator: [] });
  for (const edge of edges) {
    const ends = targets.get(edge.from);
    if (edge.kind === 'attempt-span') ends?.attempt.push(spanIdIn(edge.to));
    if (edge.kind === 'created-by') ends?.creator.push(spanIdIn(edge.to));
  }
  return runs.map((run) => ({
    run,
    attempts: attemptsOf[run.id] ?? null,
    attemptCount: run.attempts,
    attemptSpanIds: [
      ...(attemptsOf[run.id] ?? []).flatMap((attempt) => attempt.spanId ?? []),
      ...(targets.get(run.id)?.attempt ?? []),
    ],
    creatorSpanIds: targets.get(run.id)?.creator ?? [],
  }));
}
