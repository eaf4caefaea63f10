// How far what we show can be relied on, sender by sender, and what would make it better.
import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';

export const gapCauses = ['trimmed', 'retention', 'reset', 'collector-down', 'poll-interval'] as const;
export const gapView = z.object({
  id: z.string(),
  queue: z.string(),
  from: moment,
  to: moment,
  lost: z.number().nullable(),
  cause: z.enum(gapCauses),
});
export type GapView = z.infer<typeof gapView>;

export const freshness = z.object({
  lastReadAt: maybeMoment,
  /** From this moment on the source's figures are stale; null = never read. */
  staleAfter: maybeMoment,
  clockOffsetMs: z.number().nullable(),
});
export type Freshness = z.infer<typeof freshness>;

/** One thing that a person can change, in the sender or here. */
export const advice = z.object({
  code: z.string(),
  tone: z.enum(['bad', 'warn', 'info']),
  /** What is the matter, with its figures. */
  text: z.string(),
  /** What to change; null = the text says it. */
  fix: z.string().nullable(),
  /** Lines to copy for that. */
  snippet: z.string().nullable(),
  /** What of the sender: a scope, a limit, a system. */
  subject: z.string().nullable(),
  count: z.number().nullable(),
  firstAt: maybeMoment,
  lastAt: maybeMoment,
  /** One to open. */
  runId: z.string().nullable(),
  traceId: z.string().nullable(),
});
export type Advice = z.infer<typeof advice>;

export const rejected = z.object({
  reason: z.string(),
  count: z.number(),
  sample: z.string().nullable(),
  fix: z.string(),
  firstAt: moment,
  lastAt: moment,
});
export type Rejected = z.infer<typeof rejected>;

export const trustItem = z.object({
  source: z.string(),
  environment: z.string().nullable(),
  /** Several are named with commas. */
  system: z.string().nullable(),
  /** watched = its backend is read by us; told = it sends telemetry. */
  kind: z.enum(['watched', 'told']),
  freshness,
  gaps: z.array(gapView),
  rejected: z.array(rejected),
  quarantined: z.number(),
  advice: z.array(advice),
});
export type TrustItem = z.infer<typeof trustItem>;

export const quarantineView = z.object({
  id: z.string(),
  at: moment,
  source: z.string(),
  reason: z.string(),
  records: z.number(),
  sample: z.string().nullable(),
});

/**
 * `lag`: what is stored but not yet derived. `idle`: duties that nobody does right now. `partitions`: days that exist after today, the least of
 * all tables; null = none at all. `fullNames`: where further job names or queues go to `(other)`, because there are `most` already. `quarantine`: the latest records that the database refused.
 */
export const trust = z.object({
  items: z.array(trustItem),
  lag: z.object({ inboxRows: z.number(), inboxItems: z.number(), oldestMs: z.number().nullable() }),
  idle: z.array(z.string()),
  partitions: z.object({ daysAhead: z.number().nullable() }),
  fullNames: z.array(z.object({ environment: z.string(), kind: z.enum(['job', 'queue']), most: z.number() })),
  quarantine: z.array(quarantineView),
});
export type Trust = z.infer<typeof trust>;
