import * as z from 'zod';
import { moment } from './moment.ts';
import { pageOf } from './page.ts';

export const workerView = z.object({
  name: z.string(),
  environment: z.string(),
  system: z.string(),
  queues: z.array(z.string()),
  lastSeenAt: moment,
  running: z.number(),
  /** Share of the window in which it was executing; above 1 when it runs several at once. null = nothing known. */
  busyShare: z.number().nullable(),
  attempts: z.number(),
  /** How many jobs it would run at once, and how many it ran when it last said so, a minute ago at most. null = it does not say. */
  concurrency: z.number().nullable(),
  busy: z.number().nullable(),
  version: z.string().nullable(),
});
export type WorkerView = z.infer<typeof workerView>;
export const workerList = pageOf(workerView);
export type WorkerList = z.infer<typeof workerList>;
