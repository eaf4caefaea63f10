// The defaults of each kind of rule. Pure, and without the schemas, so that the browser's editor can use it.
import type { Rule, RuleInput, RuleKind, RuleMetric } from '#lib/contracts/alert-rule.ts';

/** Ratios and percentiles, which one sample does not make. */
const runsPerAnswer = /^(runs\.failureRate|attempts\.failureRate|duration\.|wait\.|total\.)/;

/** Kinds that see what no chart draws. */
const ownMetric: Partial<Record<RuleKind, RuleMetric>> = {
  consecutive: 'runs.deadInARow',
  missed: 'schedules.faults',
};

/** Fills in what was left out: the defaults of each kind. */
export function completeRule(input: RuleInput): Rule {
  const isThreshold = input.kind === 'threshold';
  const given = { ...kindDefaults(input), ...withoutUndefined(input) };
  const metric = ownMetric[input.kind] ?? given.metric ?? 'runs.dead';
  const value = given.value ?? 0;
  return {
    ...input,
    metric,
    faults: given.faults ?? ['missed', 'overrunning', 'double'],
    groupBy: given.groupBy ?? ['environment', 'queue'],
    windowMs: given.windowMs ?? 300_000,
    op: input.kind === 'consecutive' ? '>=' : (given.op ?? '>'),
    value,
    recoveryValue: given.recoveryValue ?? value,
    objective: given.objective ?? 0.99,
    forMs: given.forMs ?? (isThreshold ? 120_000 : 0),
    keepFiringMs: given.keepFiringMs ?? (isThreshold ? 300_000 : 0),
    minSamples: given.minSamples ?? (isThreshold && runsPerAnswer.test(metric) ? 20 : 0),
    noData: given.noData ?? 'ok',
    evaluationDelayMs: given.evaluationDelayMs ?? 30_000,
    groupWaitMs: given.groupWaitMs ?? 30_000,
  };
}

function kindDefaults(input: RuleInput): Partial<RuleInput> {
  switch (input.kind) {
    case 'deadLetter':
      return { metric: 'runs.dead', op: '>', value: 0, windowMs: 300_000, evaluationDelayMs: 0, groupWaitMs: 0 };
    case 'newError':
      return { metric: 'attempts.failed', op: '>', value: 0, windowMs: 300_000, evaluationDelayMs: 0, groupWaitMs: 0 };
    case 'absence':
      return { metric: 'runs.enqueued', op: '<=', value: 0, windowMs: 7_200_000, noData: 'alert' };
    case 'consecutive':
      return {
        op: '>=',
        value: 3,
        recoveryValue: 1,
        windowMs: 7 * 86_400_000,
        groupBy: ['environment', 'queue', 'job'],
        evaluationDelayMs: 0,
        groupWaitMs: 0,
      };
    case 'missed':
      return { op: '>', value: 0, windowMs: 300_000, noData: 'keep', evaluationDelayMs: 0, groupWaitMs: 0 };
    case 'anomaly':
      return { op: '>', value: 4, windowMs: 3_600_000, minSamples: 20 };
    case 'burnRate':
      return { metric: 'slo.burnRate', op: '>', value: 14.4, windowMs: 3_600_000 };
    default:
      return {};
  }
}

const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** What `rule` was made from, for a change of it: without what its kind decides and what followed from other values. */
export function inputOf(rule: Rule): Record<string, unknown> {
  const { metric, recoveryValue, faults, ...input } = rule;
  return {
    ...input,
    ...(rule.kind === 'threshold' || rule.kind === 'anomaly' ? { metric } : {}),
    ...(recoveryValue === rule.value && rule.kind !== 'consecutive' ? {} : { recoveryValue }),
    ...(rule.kind === 'missed' ? { faults } : {}),
  };
}
