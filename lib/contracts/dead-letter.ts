import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { runErrorView } from './run.ts';

export const deadLetter = z.object({
  runId: z.uuid(),
  environment: z.string(),
  source: z.string(),
  system: z.string(),
  queue: z.string(),
  queueId: z.string(),
  job: z.string().nullable(),
  jobId: z.string().nullable(),
  attempts: z.number().int(),
  deadAt: maybeMoment,
  ageMs: z.number().nullable(),
  correlationId: z.string().nullable(),
  error: runErrorView.nullable(),
  redrivable: z.boolean(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** Per queue: what the backend counts (`size`, null unknown) beside what died in the window. */
export const deadLetterQueue = z.object({
  queueId: z.string(),
  environment: z.string(),
  system: z.string(),
  queue: z.string(),
  size: z.number().nullable(),
  growth: z.number().nullable(),
  died: z.number(),
  sampledAt: maybeMoment,
});
export type DeadLetterQueue = z.infer<typeof deadLetterQueue>;

export const deadLetterList = z.object({
  items: z.array(deadLetter),
  nextCursor: z.string().nullable(),
  queues: z.array(deadLetterQueue),
  from: moment,
  to: moment,
});
export type DeadLetterList = z.infer<typeof deadLetterList>;
