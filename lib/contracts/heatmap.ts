// How durations or waits spread, step by step: GET /metrics/heatmap.
import * as z from 'zod';
import { filterQuery } from './filter.ts';
import { moment } from './moment.ts';

export const spreads = ['duration', 'wait', 'total'] as const;
export type Spread = (typeof spreads)[number];

export const heatmapQuery = filterQuery.extend({
  of: z.enum(spreads).default('duration'),
  stepMs: z.coerce.number().int().min(1_000).max(2_592_000_000).optional(),
});
export type HeatmapQuery = z.infer<typeof heatmapQuery>;

/** Least ≤ value < below, as `minDurationMs` and `maxDurationMs` (or `…WaitMs`) of the run list take them. */
export const heatmapBand = z.object({ leastMs: z.number(), belowMs: z.number() });
export type HeatmapBand = z.infer<typeof heatmapBand>;

/** `cells`: [step, band, n] by position, without empty ones. `steps`: how many steps of the window have begun. */
export const heatmapAnswer = z.object({
  of: z.enum(spreads),
  from: moment,
  to: moment,
  stepMs: z.number(),
  steps: z.number(),
  bands: z.array(heatmapBand),
  cells: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
export type HeatmapAnswer = z.infer<typeof heatmapAnswer>;
