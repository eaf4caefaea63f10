import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const errorStatuses = ['open', 'resolved', 'ignored', 'regressed'] as const;
export const errorGroup = z.object({
  fingerprint: z.string(),
  type: z.string().nullable(),
  message: z.string(),
  firstSeenAt: moment,
  lastSeenAt: moment,
  status: z.enum(errorStatuses),
  statusAt: maybeMoment,
  /** Runs in the window whose last failure belongs here. */
  count: z.number(),
  /** Equal slices of the window, oldest first. */
  sparkline: z.array(z.number()),
  jobs: z.array(z.string()),
  queues: z.array(z.string()),
  versions: z.array(z.string()),
  lastRunId: z.uuid().nullable(),
});
export type ErrorGroup = z.infer<typeof errorGroup>;
export const errorGroupList = pageOf(errorGroup);
export type ErrorGroupList = z.infer<typeof errorGroupList>;
export const errorGroupChange = z.object({ status: z.enum(['open', 'resolved', 'ignored']) });
