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
  version: z.string().nullable(),
});
export type WorkerView = z.infer<typeof workerView>;
export const workerList = pageOf(workerView);
export type WorkerList = z.infer<typeof workerList>;
