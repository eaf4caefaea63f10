// What alerts are doing, what they did, what is silenced, and what a rule would have done.
import * as z from 'zod';
import { nextStart } from '#lib/alerts/silence.ts';
import { ruleInput, severities } from './alert-rule.ts';
import { maybeMoment, moment } from './moment.ts';
import { pageOf, pageQuery } from './page.ts';

const labels = z.record(z.string(), z.string());
export const alertPhases = ['normal', 'pending', 'firing', 'recovering'] as const;

export const instanceView = z.object({
  id: z.uuid(),
  episodeId: z.uuid().nullable(),
  rule: z.object({ id: z.uuid(), name: z.string(), severity: z.enum(severities), runbookUrl: z.string().nullable() }),
  labels,
  phase: z.enum(alertPhases),
  kind: z.string(),
  metric: z.string(),
  op: z.string(),
  value: z.number().nullable(),
  threshold: z.number(),
  since: moment,
  isSilenced: z.boolean(),
  /** The rule whose alert makes telling of this one needless; null = none. */
  inhibitedBy: z.string().nullable(),
  isFlapping: z.boolean(),
  /** What was seen, for people. */
  sentence: z.string(),
  acknowledged: z.object({ at: moment, by: z.string() }).nullable(),
  /** Path of the runs behind it. */
  path: z.string(),
});
export type InstanceView = z.infer<typeof instanceView>;
export const instanceList = pageOf(instanceView);
export type InstanceList = z.infer<typeof instanceList>;

export const deliveryView = z.object({
  id: z.uuid(),
  channel: z.string().nullable(),
  type: z.string(),
  state: z.enum(['pending', 'delivered', 'dead', 'skipped']),
  tries: z.number().int(),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  createdAt: moment,
  deliveredAt: maybeMoment,
});
export type DeliveryView = z.infer<typeof deliveryView>;

export const transitionView = z.object({
  id: z.string(),
  at: moment,
  rule: z.object({ id: z.uuid(), name: z.string() }),
  labels,
  from: z.enum(alertPhases),
  to: z.enum(alertPhases),
  value: z.number().nullable(),
  threshold: z.number(),
  samples: z.number(),
  reason: z.string(),
  deliveries: z.array(deliveryView),
});
export type TransitionView = z.infer<typeof transitionView>;
export const historyQuery = pageQuery.extend({ ruleId: z.uuid().optional() });
export type HistoryQuery = z.infer<typeof historyQuery>;
export const transitionList = pageOf(transitionView);
export type TransitionList = z.infer<typeof transitionList>;

const matcher = z.strictObject({
  label: z.string().min(1).max(100),
  op: z.enum(['=', '!=', '=~']),
  value: z.string().max(500),
});
const longestSilenceMs = 30 * 86_400_000;
const longestMaintenanceMs = 400 * 86_400_000;
const recurrence = z.strictObject({
  cron: z.string().min(1).max(100),
  timeZone: z.string().min(1).max(100).default('UTC'),
  durationMs: z
    .number()
    .int()
    .min(60_000)
    .max(7 * 86_400_000),
});
/** With `recurrence` a maintenance window that comes again and again between start and end, for up to 400 days; without, at most 30 days. */
export const silenceInput = z
  .strictObject({
    matchers: z.array(matcher).min(1, 'name at least one label: a silence of everything hides what is new').max(10),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }),
    comment: z.string().trim().min(1, 'say why').max(500),
    recurrence: recurrence.nullable().default(null),
  })
  .superRefine((silence, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const startsMs = silence.startsAt ? Date.parse(silence.startsAt) : Date.now();
    const length = Date.parse(silence.endsAt) - startsMs;
    const longestMs = silence.recurrence ? longestMaintenanceMs : longestSilenceMs;
    if (length <= 0) fault(['endsAt'], 'must lie after the start');
    if (length > longestMs) fault(['endsAt'], `must lie within ${longestMs / 86_400_000} days of the start`);
    if (!silence.recurrence) return;
    try {
      if (nextStart(silence.recurrence, startsMs) === null) fault(['recurrence', 'cron'], 'never comes');
    } catch (error) {
      const isZone = /time ?zone/i.test((error as Error).message);
      fault(['recurrence', isZone ? 'timeZone' : 'cron'], isZone ? 'is no time zone' : 'is no cron expression');
    }
  });
export type SilenceInput = z.infer<typeof silenceInput>;
/** As people write it. */
export type SilenceDraft = z.input<typeof silenceInput>;
export const silenceView = z.object({
  id: z.uuid(),
  matchers: z.array(matcher),
  startsAt: moment,
  endsAt: moment,
  comment: z.string(),
  createdBy: z.string(),
  recurrence: recurrence.nullable(),
  /** It holds notices back right now. */
  isOn: z.boolean(),
});
export type SilenceView = z.infer<typeof silenceView>;
export const silenceList = pageOf(silenceView);
export type SilenceList = z.infer<typeof silenceList>;

/** How far back a preview looks. */
export const previewInput = z.strictObject({
  rule: ruleInput,
  windowMs: z
    .number()
    .int()
    .min(3_600_000)
    .max(30 * 86_400_000)
    .default(86_400_000),
});
export type PreviewInput = z.infer<typeof previewInput>;
export const previewView = z.object({
  from: moment,
  to: moment,
  /** Width of one slot: the rule's interval, or wider where only coarser figures are kept or there would be too many. */
  stepMs: z.number(),
  /** The rule's own interval is finer than `stepMs`: what it would have done is told only roughly. */
  isCoarse: z.boolean(),
  series: z.array(z.object({ labels, points: z.array(z.tuple([moment, z.number().nullable(), z.number()])) })),
  /** More label sets exist than are shown. */
  isCut: z.boolean(),
  firings: z.array(z.object({ labels, from: moment, to: maybeMoment, worst: z.number().nullable() })),
  /** Notices that every channel would have been sent, ends and repeats included. */
  notifications: z.number().int(),
  minutesFiring: z.number(),
  /** Share of slots with too few samples to judge. */
  thinWindows: z.number(),
});
export type PreviewView = z.infer<typeof previewView>;
