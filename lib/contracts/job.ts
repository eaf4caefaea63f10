// A job: the type of work, in one queue.
import * as z from 'zod';
import { percentiles, windowFigures } from './figures.ts';
import { moment } from './moment.ts';
import { pageOf } from './page.ts';

export const jobView = z.object({
  id: z.string(),
  environment: z.string(),
  source: z.string(),
  system: z.string(),
  queue: z.string(),
  queueId: z.string(),
  name: z.string(),
  window: windowFigures,
  before: windowFigures,
});
export type JobView = z.infer<typeof jobView>;
export const jobList = pageOf(jobView);
export type JobList = z.infer<typeof jobList>;

/** Runs of one version that finished in the window; percentiles are exact. `version` null: runs that told none. */
export const versionFigures = z.object({
  version: z.string().nullable(),
  firstAt: moment,
  lastAt: moment,
  succeeded: z.number(),
  dead: z.number(),
  runFailureRate: z.number().nullable(),
  durationMs: percentiles,
  waitMs: percentiles,
});
export type VersionFigures = z.infer<typeof versionFigures>;
/** Newest first. `isCut`: only the newest 100,000 finished runs were looked at. */
export const versionList = z.object({ items: z.array(versionFigures), isCut: z.boolean() });
export type VersionList = z.infer<typeof versionList>;
