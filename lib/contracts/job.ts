// A job: the type of work, in one queue.
import * as z from 'zod';
import { windowFigures } from './figures.ts';
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
