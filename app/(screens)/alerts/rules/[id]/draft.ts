// What is in the editor's fields ↔ a rule. Pure.
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { unitOf } from '#lib/alerts/metric-words.ts';
import type { RuleSeries } from '#lib/alerts/rule-series.ts';
import type { Observation } from '#lib/alerts/step.ts';
import type { PreviewView } from '#lib/contracts/alert.ts';
import type { Rule, RuleInput, RuleKind } from '#lib/contracts/alert-rule.ts';
import type { Metric } from '#lib/contracts/metric.ts';

export interface Draft {
  name: string;
  enabled: boolean;
  severity: Rule['severity'];
  kind: RuleKind;
  metric: Rule['metric'];
  environment: string;
  queue: string;
  job: string;
  schedule: string;
  faults: Rule['faults'];
  groupBy: Rule['groupBy'];
  windowMs: number;
  op: Rule['op'];
  /** In the metric's own unit. */
  value: number;
  /** null = the same as the value. */
  recoveryValue: number | null;
  objective: number;
  forMs: number;
  keepFiringMs: number;
  minSamples: number;
  noData: Rule['noData'];
  evaluateEveryMs: number;
  groupWaitMs: number;
  groupIntervalMs: number;
  repeatMs: number;
  channels: string[];
  runbookUrl: string;
}

const words = (text: string): string[] | undefined => {
  const found = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return found.length > 0 ? found : undefined;
};

/** Kinds for which people choose what is looked at. */
export const choosesMetric = (kind: RuleKind): boolean => kind === 'threshold' || kind === 'anomaly';
/** Kinds for which people choose a value. */
export const hasValue = (kind: RuleKind): boolean => kind !== 'newError' && kind !== 'missed';

/** As the API takes it. */
export function ruleFrom(draft: Draft): RuleInput {
  const { environment, queue, job, schedule, metric, value, recoveryValue, runbookUrl, objective, faults, ...same } =
    draft;
  return {
    ...same,
    ...(choosesMetric(draft.kind) ? { metric: metric as Metric } : {}),
    ...(draft.kind === 'missed' ? { faults } : {}),
    ...(hasValue(draft.kind) ? { value, ...(recoveryValue === null ? {} : { recoveryValue }) } : {}),
    ...(draft.kind === 'burnRate' ? { objective } : {}),
    filter: { environment: words(environment), queue: words(queue), job: words(job), schedule: words(schedule) },
    onError: 'keep',
    runbookUrl: runbookUrl.trim() === '' ? null : runbookUrl.trim(),
  };
}

export function draftOf(rule: Rule): Draft {
  return {
    ...rule,
    kind: rule.kind as RuleKind,
    schedule: rule.filter.schedule?.join(', ') ?? '',
    environment: rule.filter.environment?.join(', ') ?? '',
    queue: rule.filter.queue?.join(', ') ?? '',
    job: rule.filter.job?.join(', ') ?? '',
    recoveryValue: rule.recoveryValue === rule.value && rule.kind !== 'consecutive' ? null : rule.recoveryValue,
    runbookUrl: rule.runbookUrl ?? '',
  };
}

const first: Readonly<Partial<Record<string, number>>> = { 'runs.failureRate': 0.05, 'attempts.failureRate': 0.1 };

/** A value to begin with: 5 s, 5 %, 100. */
export function firstValue(metric: string): number {
  return first[metric] ?? (unitOf(metric).name === 's' ? 5_000 : unitOf(metric).name === '%' ? 0.9 : 100);
}

/** What a link to a new rule may say beforehand. */
export interface Start {
  metric?: string;
  environment?: string;
  queue?: string;
  job?: string;
  schedule?: string;
  name?: string;
}

/** A new rule of that kind, with the kind's defaults. */
export function newDraft(kind: RuleKind, start: Start = {}): Draft {
  const metric = (start.metric || (kind === 'anomaly' ? 'runs.enqueued' : 'duration.p95')) as Metric;
  const rule = completeRule({
    name: '',
    enabled: true,
    severity: 'warning',
    kind,
    ...(choosesMetric(kind) ? { metric } : {}),
    ...(kind === 'threshold' ? { value: firstValue(metric) } : {}),
    filter: {},
    onError: 'keep',
    evaluateEveryMs: 60_000,
    groupIntervalMs: 300_000,
    repeatMs: 14_400_000,
    channels: [],
    runbookUrl: null,
  });
  const { environment = '', queue = '', job = '', schedule = '', name = '' } = start;
  const groupBy: Rule['groupBy'] = job && kind === 'threshold' ? ['environment', 'queue', 'job'] : rule.groupBy;
  return { ...draftOf(rule), name, environment, queue, job, schedule, groupBy };
}

/** A job that ends sooner than it can have done its work. */
export function tooFastDraft(): Draft {
  const draft = newDraft('threshold', { metric: 'duration.p50' });
  return { ...draft, op: '<', value: 1_000, minSamples: 1, groupBy: ['environment', 'queue', 'job'] };
}

/** The part of a draft that decides what the rule sees: only when it changes is history asked again. */
export function sightOf(draft: Draft): RuleInput {
  const rule = ruleFrom({
    ...draft,
    name: 'preview',
    channels: [],
    runbookUrl: '',
    enabled: true,
    severity: 'warning',
    repeatMs: 14_400_000,
  });
  const same = { ...rule, forMs: 0, keepFiringMs: 0, minSamples: 0, noData: 'ok', op: '>' } as const;
  if (!hasValue(draft.kind)) return same;
  // rows of failures are counted up to the value asked for; an anomaly has no value of 0
  const value = draft.kind === 'consecutive' ? 100 : draft.kind === 'anomaly' ? 1 : 0;
  return { ...same, value, recoveryValue: value };
}

const read = new WeakMap<PreviewView, Seen>();

interface Seen {
  series: RuleSeries[];
  slots: number[];
}

/** What the rule saw, for the state machine in the browser. Read once: a dragged threshold asks for it with every move. */
export function seriesOf(preview: PreviewView): Seen {
  const known = read.get(preview) ?? seenIn(preview);
  read.set(preview, known);
  return known;
}

function seenIn(preview: PreviewView): Seen {
  const slots = (preview.series[0]?.points ?? []).map(([at]) => Date.parse(at));
  const series = preview.series.map(
    ({ labels, points }): RuleSeries => ({
      labels,
      lanes: [],
      jobId: null,
      // All series have the same slots.
      seen: new Map(
        points.map(([, value, n], index): [number, Observation] => [
          slots[index] ?? 0,
          value === null ? { kind: 'none', isSeriesGone: false } : { kind: 'value', value, n },
        ]),
      ),
    }),
  );
  return { series, slots };
}
