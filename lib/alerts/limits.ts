// What a rule's value means to the state machine: past which value it fires, and past which it has not recovered yet. Pure.
import type { Comparison, Rule } from '#lib/contracts/alert-rule.ts';

export interface Limits {
  op: Comparison;
  fires: number;
  recovers: number;
}

/**
 * Failures in a row are counted upwards from 1 and successes after them downwards from −1, so that `recoveryValue` successes lie below
 * `1 − recoveryValue`. An anomaly downwards is a negative distance from usual.
 */
export function limitsOf({
  kind,
  op,
  value,
  recoveryValue,
}: Pick<Rule, 'kind' | 'op' | 'value' | 'recoveryValue'>): Limits {
  if (kind === 'consecutive') return { op: '>=', fires: value, recovers: 1 - recoveryValue };
  if (kind === 'anomaly' && op.startsWith('<')) return { op, fires: -value, recovers: -recoveryValue };
  return { op, fires: value, recovers: recoveryValue };
}
