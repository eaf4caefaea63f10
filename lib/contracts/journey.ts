// Everything that shares a correlation ID or is causally linked to it, across sources, in order of time.
import * as z from 'zod';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { maybeMoment, moment } from './moment.ts';
import { attemptView, runSummary } from './run.ts';
import { spanView } from './span-view.ts';
import { gapView } from './trust.ts';

/** One end of a hand-off. `system` is the backend's kind for runs, the service's name for spans. */
export const handoffEnd = z.object({
  kind: z.enum(['run', 'span']),
  id: z.string(),
  system: z.string(),
  name: z.string(),
  at: moment,
});

/** From one system's end to the next one's start. `durationMs` is 0 and `isOverlapping` set when the next began earlier. */
export const handoff = z.object({
  from: handoffEnd,
  to: handoffEnd,
  durationMs: z.number(),
  isOverlapping: z.boolean(),
});
export type Handoff = z.infer<typeof handoff>;

export const journeyEdge = z.object({ kind: z.enum(edgeKinds), from: z.string(), to: z.string() });
export type JourneyEdge = z.infer<typeof journeyEdge>;

/**
 * The other end of something in the journey, which nobody told of. `job`: what producer span `near` made; `parent-run`: the run that made
 * run `near`; `caller`: the span above span `near`.
 */
export const missingEnd = z.object({
  kind: z.enum(['job', 'parent-run', 'caller']),
  name: z.string(),
  near: z.string(),
  at: moment,
});
export type MissingEnd = z.infer<typeof missingEnd>;

/** `edges` run between run ids (`from` is the cause's effect: the run that carries the link) or to span ids. */
export const journey = z.object({
  correlationId: z.string(),
  /** How well it is known that its runs carry the ID: the best rank among them (1 … 7), for people in `words`; null = by weaker witnesses alone. */
  correlation: z.object({ rank: z.number().int(), words: z.string() }).nullable(),
  startedAt: maybeMoment,
  endedAt: maybeMoment,
  runs: z.array(runSummary),
  /** Of runs that were tried more than once, by run id. */
  attempts: z.record(z.string(), z.array(attemptView)),
  spans: z.array(spanView),
  edges: z.array(journeyEdge),
  handoffs: z.array(handoff),
  gaps: z.array(gapView),
  /** Expected, but not there. */
  missing: z.array(missingEnd),
  /** True when the walk met its bound: 32 hops or 2,000 nodes. */
  isCut: z.boolean(),
});
export type Journey = z.infer<typeof journey>;
