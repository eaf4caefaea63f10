// The figures of a window, the same for queues and jobs.
import * as z from 'zod';
import { moment } from './moment.ts';

/** Nearest-rank percentiles in ms, null where nothing was measured; `n` is how many values they rest on. */
export const percentiles = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
  n: z.number(),
});
export type Percentiles = z.infer<typeof percentiles>;

/** Counts are exact; rates are null when nothing ended in the window. */
export const windowFigures = z.object({
  from: moment,
  to: moment,
  enqueued: z.number(),
  started: z.number(),
  succeeded: z.number(),
  dead: z.number(),
  failedAttempts: z.number(),
  retried: z.number(),
  runFailureRate: z.number().nullable(),
  attemptFailureRate: z.number().nullable(),
  durationMs: percentiles,
  waitMs: percentiles,
  deadGrowth: z.number().nullable(),
});
export type WindowFigures = z.infer<typeof windowFigures>;
