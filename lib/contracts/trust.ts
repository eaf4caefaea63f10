// How far what we show can be relied on, source by source.
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

export const trustItem = z.object({
  source: z.string(),
  environment: z.string().nullable(),
  system: z.string().nullable(),
  freshness,
  gaps: z.array(gapView),
  rejected: z.array(z.object({ reason: z.string(), count: z.number(), sample: z.string().nullable() })),
  quarantined: z.number(),
  advice: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type TrustItem = z.infer<typeof trustItem>;

/** `lag`: what is stored but not yet derived. */
export const trust = z.object({
  items: z.array(trustItem),
  lag: z.object({ inboxRows: z.number(), inboxItems: z.number(), oldestMs: z.number().nullable() }),
});
export type Trust = z.infer<typeof trust>;
