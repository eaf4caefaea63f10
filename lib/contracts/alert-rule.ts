// Alert rules: what to watch for, when it counts, and who is told.
import * as z from 'zod';
import { filterSchema } from './filter.ts';
import { groupLabels, type Metric, metrics } from './metric.ts';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const ruleKinds = [
  'threshold',
  'consecutive',
  'missed',
  'deadLetter',
  'burnRate',
  'newError',
  'absence',
  'anomaly',
] as const;
export type RuleKind = (typeof ruleKinds)[number];
/** What a schedule can do wrong; `missed` rules watch for some of it. */
export const scheduleFaults = ['missed', 'late', 'overrunning', 'overlapping', 'double'] as const;
export type ScheduleFault = (typeof scheduleFaults)[number];
/** What rules see that no chart draws; the last four are of Signalbox itself. */
export type RuleMetric =
  | Metric
  | 'runs.deadInARow'
  | 'schedules.faults'
  | 'signalbox.silentMs'
  | 'signalbox.behindMs'
  | 'signalbox.undelivered'
  | 'signalbox.unreadableMs';
export const severities = ['critical', 'warning', 'info'] as const;
export const comparisons = ['>', '>=', '<', '<='] as const;
export type Comparison = (typeof comparisons)[number];

const duration = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400_000);
/** Metrics that make no sense at one moment: a forecast, and a figure of edges. */
const unwatchable: ReadonlySet<string> = new Set(['drain.seconds', 'handoff.p95']);

/** Read from backends, and kept for days only. */
const ofReadings = /^(depth|dead|oldest|workers)\./;

/** As people write it; what they leave out is filled in by kind (lib/alerts/complete-rule.ts). */
export const ruleInput = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    enabled: z.boolean().default(true),
    severity: z.enum(severities).default('warning'),
    kind: z.enum(ruleKinds),
    metric: z.enum(metrics).optional(),
    filter: filterSchema
      .pick({ environment: true, source: true, system: true, queue: true, job: true, schedule: true })
      .default({}),
    groupBy: z.array(z.enum(groupLabels)).max(3).optional(),
    windowMs: duration.min(60_000).optional(),
    op: z.enum(comparisons).optional(),
    value: z.number().optional(),
    recoveryValue: z.number().optional(),
    /** For `missed`: which faults of schedules. */
    faults: z.array(z.enum(scheduleFaults)).min(1, 'name at least one').optional(),
    /** For `burnRate`: the share of runs that must succeed. */
    objective: z.number().min(0.5).max(0.99999).optional(),
    forMs: duration.optional(),
    keepFiringMs: duration.optional(),
    minSamples: z.number().int().min(0).max(1_000_000).optional(),
    /** What a slot without a value counts as: fine, bad, or as the slot before. */
    noData: z.enum(['ok', 'alert', 'keep']).optional(),
    onError: z.enum(['keep', 'alert', 'ok']).default('keep'),
    evaluateEveryMs: z.number().int().min(15_000).max(86_400_000).default(60_000),
    evaluationDelayMs: duration.max(3_600_000).optional(),
    groupWaitMs: duration.max(3_600_000).optional(),
    groupIntervalMs: duration.default(300_000),
    repeatMs: duration.min(60_000).default(14_400_000),
    channels: z.array(z.uuid()).max(20).default([]),
    runbookUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable()
      .default(null),
  })
  .superRefine((rule, context) => {
    const fault = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (rule.kind === 'threshold') {
      if (!rule.metric) fault('metric', 'is needed for a threshold');
      if (rule.value === undefined) fault('value', 'is needed for a threshold');
    }
    if (rule.metric && unwatchable.has(rule.metric))
      fault('metric', 'cannot be watched; take wait.p95 or oldest.waitingMs');
    const { op = '>', value, recoveryValue } = rule;
    if (rule.kind === 'anomaly') {
      if (!rule.metric) fault('metric', 'is needed for an anomaly');
      else if (ofReadings.test(rule.metric)) fault('metric', 'has no history of four weeks; take a figure of runs');
      if (value !== undefined && value <= 0) fault('value', 'must be above 0: how many usual spreads away');
    }
    if (rule.kind === 'consecutive') {
      const isCount = (n: number | undefined): boolean =>
        n === undefined || (Number.isInteger(n) && n >= 1 && n <= 100);
      if (!isCount(value)) fault('value', 'must be a whole number from 1 to 100: failures in a row');
      if (!isCount(recoveryValue)) fault('recoveryValue', 'must be a whole number from 1 to 100: successes in a row');
    } else if (value !== undefined && recoveryValue !== undefined) {
      const isUpper = op.startsWith('>') || rule.kind === 'anomaly';
      if (isUpper ? recoveryValue > value : recoveryValue < value) {
        fault('recoveryValue', `must be ${isUpper ? 'at most' : 'at least'} the value, on its good side`);
      }
    }
    if (rule.evaluateEveryMs % 15_000 !== 0) fault('evaluateEveryMs', 'must be a multiple of 15 s');
  });
export type RuleInput = z.infer<typeof ruleInput>;

/** What is named is changed; checked as a whole with what stays. */
export const rulePatch = z.looseObject({});
export type RulePatch = z.infer<typeof rulePatch>;

/** A rule with everything decided. `self` is of Signalbox itself: always there, never written by people. */
export interface Rule extends Omit<RuleInput, 'metric' | 'kind'> {
  kind: RuleKind | 'self';
  metric: RuleMetric;
  faults: ScheduleFault[];
  groupBy: (typeof groupLabels)[number][];
  windowMs: number;
  op: Comparison;
  value: number;
  recoveryValue: number;
  objective: number;
  forMs: number;
  keepFiringMs: number;
  minSamples: number;
  noData: 'ok' | 'alert' | 'keep';
  evaluationDelayMs: number;
  groupWaitMs: number;
}

/** `self=true`: also the rules by which Signalbox watches itself. */
export const ruleQuery = z.object({ self: z.stringbool().default(false) });

export const ruleView = z.object({
  id: z.uuid(),
  version: z.number().int(),
  builtIn: z.string().nullable(),
  /** Named in signalbox.yaml, and changed there. */
  isDeclared: z.boolean(),
  /** With every default filled in. */
  rule: z.custom<Rule>(),
  firing: z.number().int(),
  pending: z.number().int(),
  evaluatedAt: maybeMoment,
  lastError: z.string().nullable(),
  updatedAt: moment,
});
export type RuleView = z.infer<typeof ruleView>;
export const ruleList = pageOf(ruleView);
export type RuleList = z.infer<typeof ruleList>;
