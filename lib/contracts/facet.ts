// How many runs a further filter would leave, by value.
import * as z from 'zod';
import { maybeMoment } from './moment.ts';

/** Filters whose values are counted. */
export const facetNames = ['state', 'system', 'queue', 'job', 'worker', 'version', 'tenant'] as const;
export type FacetName = (typeof facetNames)[number];

export const facet = z.object({
  name: z.enum(facetNames),
  /** The most frequent first, and whatever is chosen. A value's count is under all other filters, not those of its own facet. */
  values: z.array(z.object({ value: z.string(), count: z.number().int() })),
});
export type Facet = z.infer<typeof facet>;

export const facetList = z.object({
  facets: z.array(facet),
  /** Runs that match the whole filter. */
  total: z.number().int(),
  /** Null = all of the window was counted; else only what came since then: counting reads a bounded number of runs of each queue. */
  countedSince: maybeMoment,
});
export type FacetList = z.infer<typeof facetList>;
