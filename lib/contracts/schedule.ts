import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const scheduleStatuses = [
  'ok',
  'late',
  'missed',
  'running',
  'overrunning',
  'overlapping',
  'double',
  'paused',
  'unknown',
] as const;
export type ScheduleStatus = (typeof scheduleStatuses)[number];

export const scheduleView = z.object({
  id: z.uuid(),
  environment: z.string(),
  source: z.string(),
  system: z.string(),
  name: z.string(),
  queue: z.string().nullable(),
  job: z.string().nullable(),
  cron: z.string().nullable(),
  everyMs: z.number().nullable(),
  timeZone: z.string().nullable(),
  graceMs: z.number().nullable(),
  maxRuntimeMs: z.number().nullable(),
  nextDueAt: maybeMoment,
  lastRun: z.object({ id: z.uuid(), state: z.string(), startedAt: maybeMoment, finishedAt: maybeMoment }).nullable(),
  status: z.enum(scheduleStatuses),
  seenAt: moment,
});
export type ScheduleView = z.infer<typeof scheduleView>;
export const scheduleList = pageOf(scheduleView);
export type ScheduleList = z.infer<typeof scheduleList>;
