import * as z from 'zod';
import { fidelity } from './fidelity.ts';
import { windowFigures } from './figures.ts';
import { maybeMoment } from './moment.ts';
import { pageOf } from './page.ts';

export const healths = ['ok', 'busy', 'backlogged', 'stalled', 'failing', 'paused', 'idle', 'unknown'] as const;
export type Health = (typeof healths)[number];

/** Null = this backend cannot tell, or nothing was measured yet; never zero for unknown. */
export const depth = z.object({
  queued: z.number().nullable(),
  scheduled: z.number().nullable(),
  running: z.number().nullable(),
  retrying: z.number().nullable(),
  blocked: z.number().nullable(),
  dead: z.number().nullable(),
});
export type Depth = z.infer<typeof depth>;

export const drainVerdicts = ['empty', 'draining', 'steady', 'growing', 'stalled', 'unknown'] as const;
/** When the backlog will be gone, with a range; seconds are null unless the verdict is `draining` or `empty`. */
export const drain = z.object({
  seconds: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  verdict: z.enum(drainVerdicts),
});
export type Drain = z.infer<typeof drain>;

export const queueView = z.object({
  id: z.string(),
  environment: z.string(),
  source: z.string(),
  system: z.string(),
  name: z.string(),
  health: z.enum(healths),
  /** Why the health is what it is, one sentence. */
  healthReason: z.string(),
  depth,
  oldestWaitingMs: z.number().nullable(),
  workers: z.number().nullable(),
  isPaused: z.boolean().nullable(),
  window: windowFigures,
  /** The same figures for the stretch of equal length before `window`. */
  before: windowFigures,
  drain,
  /** How depth and age are known: sampled from the backend, or derived from runs. */
  fidelity: z.object({ depth: fidelity, oldestWaitingMs: fidelity, window: fidelity }),
  updatedAt: maybeMoment,
  staleAfter: maybeMoment,
});
export type QueueView = z.infer<typeof queueView>;
/** `total`: the figures of all queues of this page taken together. */
export const queueList = pageOf(queueView).extend({
  total: z.object({ window: windowFigures, before: windowFigures }),
});
export type QueueList = z.infer<typeof queueList>;

/** Open runs of one job, as runs tell: what is told by nobody but the backend's own counts is not in here. */
export const compositionPart = z.object({
  job: z.string().nullable(),
  queued: z.number(),
  scheduled: z.number(),
  running: z.number(),
  retrying: z.number(),
  blocked: z.number(),
  oldestQueuedAt: maybeMoment,
});
export type CompositionPart = z.infer<typeof compositionPart>;
/** Most open runs first. `isCut`: counting stopped at 100,000. */
export const composition = z.object({ items: z.array(compositionPart), isCut: z.boolean() });
export type Composition = z.infer<typeof composition>;
