// The defaults of each kind of rule. Pure, and without the schemas, so that the browser's editor can use it.
import type { Rule, RuleInput } from '#lib/contracts/alert-rule.ts';

/** Ratios and percentiles, which one sample does not make. */
const runsPerAnswer = /^(runs\.failureRate|attempts\.failureRate|duration\.|wait\.|total\.)/;

/** Fills in what was left out: the defaults of each kind. */
export function completeRule(input: RuleInput): Rule {
  const isThreshold = input.kind === 'threshold';
  const given = { ...kindDefaults(input), ...withoutUndefined(input) };
  const metric = given.metric ?? 'runs.dead';
  const value = given.value ?? 0;
  return {
    ...input,
    metric,
    groupBy: given.groupBy ?? ['environment', 'queue'],
    windowMs: given.windowMs ?? 300_000,
    op: given.op ?? '>',
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
    case 'burnRate':
      return { metric: 'slo.burnRate', op: '>', value: 14.4, windowMs: 3_600_000 };
    default:
      return {};
  }
}

const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
