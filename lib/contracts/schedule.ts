import * as z from 'zod';
import { slotOutcomes } from '#lib/schedules/slot-outcome.ts';
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

export const slotView = z.object({
  dueAt: moment,
  /** The run that counts for it; null = none was seen. */
  runId: z.uuid().nullable(),
  outcome: z.enum(slotOutcomes),
  startedAt: maybeMoment,
  finishedAt: maybeMoment,
  /** How many began for it. */
  runs: z.number().int(),
});
export type SlotView = z.infer<typeof slotView>;

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
  /** The rhythm in plain words; null where none is known. */
  text: z.string().nullable(),
  /** As given; null = a tenth of the interval, between a minute and an hour. */
  graceMs: z.number().nullable(),
  /** What holds. */
  effectiveGraceMs: z.number(),
  maxRuntimeMs: z.number().nullable(),
  /** Made here for check-ins, not told by a backend. */
  isOurs: z.boolean(),
  /** The rhythm may be changed here: no backend tells it. */
  isRhythmOurs: z.boolean(),
  pausedAt: maybeMoment,
  nextDueAt: maybeMoment,
  lastRun: z.object({ id: z.uuid(), state: z.string(), startedAt: maybeMoment, finishedAt: maybeMoment }).nullable(),
  status: z.enum(scheduleStatuses),
  statusSince: moment,
  /** The last 60 due times, the earliest first. */
  slots: z.array(slotView),
  seenAt: moment,
});
export type ScheduleView = z.infer<typeof scheduleView>;
export const scheduleList = pageOf(scheduleView);
export type ScheduleList = z.infer<typeof scheduleList>;

const collision = z.object({ at: moment, schedules: z.array(z.object({ id: z.uuid(), name: z.string() })) });

export const scheduleDetail = scheduleView.extend({
  /** Expected against actual, a day each, by the schedule's own clock; the last 35 days at most. */
  calendar: z.array(
    z.object({
      day: z.iso.date(),
      expected: z.number().int(),
      outcomes: z.partialRecord(z.enum(slotOutcomes), z.number().int()),
    }),
  ),
  /** Due times to come. */
  upcoming: z.array(moment),
  /** Others of its environment that are due at the same moments, in the next 24 hours. */
  collisions: z.array(collision),
});
export type ScheduleDetail = z.infer<typeof scheduleDetail>;

const rhythm = {
  cron: z.string().trim().min(1).max(200).nullish(),
  everyMs: z
    .number()
    .int()
    .min(1_000)
    .max(366 * 86_400_000)
    .nullish(),
  timeZone: z.string().trim().min(1).max(100).nullish(),
};
const limits = {
  graceMs: z
    .number()
    .int()
    .min(0)
    .max(31 * 86_400_000)
    .nullish(),
  maxRuntimeMs: z
    .number()
    .int()
    .min(1)
    .max(31 * 86_400_000)
    .nullish(),
};
const word = z.string().trim().min(1).max(200);

export const scheduleInput = z.strictObject({
  name: word,
  environment: z.string().trim().min(1).max(100),
  ...rhythm,
  ...limits,
  /** Where its runs are listed; default: a queue of its own, by its name. */
  queue: word.nullish(),
});
export type ScheduleInput = z.infer<typeof scheduleInput>;

export const scheduleChange = z
  .strictObject({ name: word, ...rhythm, ...limits, paused: z.boolean(), rotateToken: z.literal(true) })
  .partial();
export type ScheduleChange = z.infer<typeof scheduleChange>;

/** Where check-ins go. Told once, with the token in them. */
export const checkInUrls = z.object({
  checkIn: z.url(),
  start: z.url(),
  success: z.url(),
  fail: z.url(),
  log: z.url(),
  /** The same as `checkIn` on the web port. */
  web: z.url(),
});
export type CheckInUrls = z.infer<typeof checkInUrls>;

export const scheduleCreated = scheduleView.extend({ token: z.string(), urls: checkInUrls });
export type ScheduleCreated = z.infer<typeof scheduleCreated>;
/** With `token` and `urls` when the token was replaced. */
export const scheduleChanged = scheduleView.extend({ token: z.string().optional(), urls: checkInUrls.optional() });
export type ScheduleChanged = z.infer<typeof scheduleChanged>;

/** Of one file. */
export const mostImported = 200;
export const importFormats = ['crontab', 'vercel'] as const;
export const scheduleImport = z.strictObject({
  format: z.enum(importFormats),
  /** The file: a crontab, or a `vercel.json`. */
  text: z.string().min(1).max(200_000),
  environment: z.string().trim().min(1).max(100),
  /** Of a crontab that names none; default UTC. */
  timeZone: z.string().trim().min(1).max(100).nullish(),
});
export type ScheduleImport = z.infer<typeof scheduleImport>;

export const scheduleImported = z.object({
  /** Made now, each with its token, once. */
  created: z.array(scheduleCreated),
  /** There already: left as they are. */
  known: z.array(z.string()),
  /** Lines that are no schedule that Signalbox can keep, with why. */
  skipped: z.array(z.object({ line: z.string(), reason: z.string() })),
});
export type ScheduleImported = z.infer<typeof scheduleImported>;

export const upcomingQuery = z.object({
  environment: z.array(z.string().min(1).max(500)).max(100).optional(),
  hours: z.coerce.number().int().min(1).max(168).default(24),
});
export type UpcomingQuery = z.infer<typeof upcomingQuery>;
export const scheduleUpcoming = z.object({
  from: moment,
  to: moment,
  stepMs: z.number(),
  /** Due times in each step, none left out. */
  buckets: z.array(z.object({ from: moment, due: z.number().int() })),
  /** Moments at which several are due, those of most schedules first. */
  collisions: z.array(collision),
});
export type ScheduleUpcoming = z.infer<typeof scheduleUpcoming>;
