// Which alerts go without saying while another fires: nobody is told of them until that one is over. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Labels } from './rule-series.ts';

/** An alert with what decides whether it mutes others. */
export interface AlertFacts {
  instanceId: string;
  ruleId: string;
  rule: Pick<Rule, 'name' | 'kind' | 'metric' | 'severity' | 'op'>;
  labels: Labels;
}

const stalls = /^(oldest\.waitingMs|depth\.queued|workers\.count)$/;
const waits = /^(wait|total|duration)\./;

/** The firing alert that mutes `one`, if any. An alert never mutes itself, nor another of its rule. */
export function inhibitedBy(one: AlertFacts, firing: readonly AlertFacts[]): AlertFacts | null {
  return firing.find((other) => other.ruleId !== one.ruleId && mutes(other, one)) ?? null;
}

function mutes(other: AlertFacts, one: AlertFacts): boolean {
  if (one.rule.kind === 'self') return false;
  // nothing that is made from data is known while none comes in
  if (other.rule.metric === 'signalbox.silentMs') return true;
  if (!agrees(other.labels, one.labels)) return false;
  if (other.rule.severity === 'critical' && one.rule.severity !== 'critical') return isFamily(other.rule, one.rule);
  // a queue that stands still is why its runs take long
  return stalls.test(other.rule.metric) && waits.test(one.rule.metric) && other.labels.queue !== undefined;
}

const isFamily = (a: AlertFacts['rule'], b: AlertFacts['rule']): boolean =>
  a.kind === b.kind && a.metric === b.metric && a.op[0] === b.op[0];

/** Everything that `wide` says of where it fires is true of `one` as well. */
const agrees = (wide: Labels, one: Labels): boolean =>
  Object.entries(wide).every(([label, value]) => one[label] === value);

/** Those that may mute others are looked at first. */
export const mayMute = ({ kind, metric, severity }: Rule): boolean =>
  kind === 'self' || severity === 'critical' || stalls.test(metric);
