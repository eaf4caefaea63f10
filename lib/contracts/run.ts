// A run as lists show it (`runSummary`) and whole (`runDetail`).
import * as z from 'zod';
import { attemptOutcomes, clocks, edgeKinds, evidenceKinds } from '#lib/domain/evidence.ts';
import { attemptStates, runStates } from '#lib/domain/run.ts';
import { runNoteCodes } from '#lib/domain/run-notes.ts';
import { fidelity, runFidelity } from './fidelity.ts';
import { filterQuery } from './filter.ts';
import { logView } from './log-view.ts';
import { maybeMoment, maybeMs, moment } from './moment.ts';
import { pageOf, pageQuery } from './page.ts';
import { spanView } from './span-view.ts';

/** Last failed attempt's error, kept when a later attempt succeeded. */
export const runErrorView = z.object({
  type: z.string().nullable(),
  message: z.string(),
  fingerprint: z.string().nullable(),
});

export const runSummary = z.object({
  id: z.uuid(),
  environment: z.string(),
  source: z.string(),
  system: z.string(),
  queue: z.string(),
  queueId: z.string(),
  job: z.string().nullable(),
  jobId: z.string().nullable(),
  state: z.enum(runStates),
  attempts: z.number().int(),
  failedAttempts: z.number().int(),
  maxAttempts: z.number().int().nullable(),
  enqueuedAt: maybeMoment,
  dueAt: maybeMoment,
  startedAt: maybeMoment,
  finishedAt: maybeMoment,
  waitMs: maybeMs,
  durationMs: maybeMs,
  totalMs: maybeMs,
  worker: z.string().nullable(),
  version: z.string().nullable(),
  tenant: z.string().nullable(),
  correlationId: z.string().nullable(),
  traceId: z.string().nullable(),
  /** Its name; `scheduleId` where the schedule itself is known. */
  schedule: z.string().nullable(),
  scheduleId: z.string().nullable(),
  parentRunId: z.uuid().nullable(),
  error: runErrorView.nullable(),
  fidelity: runFidelity,
  /** Moments of two clocks were compared: the wait is an estimate. */
  isSkewed: z.boolean(),
  /** Reported after the horizon within which evidence is united. */
  isLate: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummary>;

export const attemptView = z.object({
  number: z.number().int(),
  state: z.enum(attemptStates),
  willRetry: z.boolean().nullable(),
  startedAt: maybeMoment,
  finishedAt: maybeMoment,
  durationMs: maybeMs,
  worker: z.string().nullable(),
  error: z.object({ type: z.string().nullable(), message: z.string(), stack: z.string().nullable() }).nullable(),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  fidelity,
});
export type AttemptView = z.infer<typeof attemptView>;

/** One step in a run's life and the evidence that says so; `state` is what the run was from then on. */
export const transitionView = z.object({
  at: moment,
  kind: z.enum(evidenceKinds),
  state: z.enum(runStates),
  attempt: z.number().int().nullable(),
  outcome: z.enum(attemptOutcomes).nullable(),
  worker: z.string().nullable(),
  error: z.object({ type: z.string().nullable(), message: z.string() }).nullable(),
  fidelity,
  atClock: z.enum(clocks),
  source: z.string(),
  observedAt: moment,
  evidenceId: z.string(),
});
export type TransitionView = z.infer<typeof transitionView>;

/** A causal link from this run. `runId` or `url` where the other end is known to us. */
export const edgeView = z.object({
  kind: z.enum(edgeKinds),
  direction: z.enum(['out', 'in']),
  target: z.string(),
  runId: z.uuid().nullable(),
});
export type EdgeView = z.infer<typeof edgeView>;

/** A run of the same job, as a strip shows it. `at` = enqueued, else the first moment known. */
export const neighbour = z.object({
  id: z.uuid(),
  state: z.enum(runStates),
  at: moment,
  waitMs: maybeMs,
  durationMs: maybeMs,
});
export type Neighbour = z.infer<typeof neighbour>;

export const runDetail = runSummary.omit({ attempts: true }).extend({
  attemptCount: z.number().int(),
  attempts: z.array(attemptView),
  transitions: z.array(transitionView),
  edges: z.array(edgeView),
  spans: z.array(spanView),
  logs: z.array(logView),
  /** Other runs of the same correlation ID or parent, newest first. */
  siblings: z.array(runSummary),
  /** The run itself among up to 30 of the same job before and after it, in order of time. */
  neighbours: z.array(neighbour),
  /** `words`: how it is known, for people. */
  correlation: z.object({ id: z.string(), rank: z.number().int(), via: z.string(), words: z.string() }).nullable(),
  /** What to know before believing the state: what is only supposed, what may still come. */
  notes: z.array(z.object({ code: z.enum(runNoteCodes), text: z.string() })),
  priority: z.number().nullable(),
  payload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** True when more than the limit of 10,000 spans exist. */
  areSpansCut: z.boolean(),
});
export type RunDetail = z.infer<typeof runDetail>;

export const runSorts = ['-enqueuedAt', '-finishedAt', '-durationMs', '-waitMs'] as const;
export type RunSort = (typeof runSorts)[number];
export const runListQuery = filterQuery
  .extend(pageQuery.shape)
  .extend({ sort: z.enum(runSorts).default('-enqueuedAt') });
export type RunListQuery = z.infer<typeof runListQuery>;
/** A search that met its bound before the page was full: what it read, and back to when; `nextCursor` goes on from there. */
export const searchCut = z.object({
  readRuns: z.number().int(),
  backTo: maybeMoment,
  /** `large-traces`: traces with more spans than are read for one page, so that some of them were not looked into. */
  why: z.enum(['many-runs', 'large-traces']),
});
export type SearchCut = z.infer<typeof searchCut>;
export const runList = pageOf(runSummary).extend({ cut: searchCut.nullable() });
export type RunList = z.infer<typeof runList>;
