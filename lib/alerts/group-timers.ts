// Which alerts go out together, and how long they wait for each other. Pure, and without Node's modules: the editor counts notices with it.
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Labels } from './rule-series.ts';

/**
 * Alerts of one rule and environment go out together; null = alone. PagerDuty opens an incident for each by itself, and a webhook that is to be
 * told at once gets a request for each.
 */
export function groupKeyOf(
  ruleId: string,
  rule: Pick<Rule, 'groupWaitMs'>,
  labels: Labels,
  kind: ChannelKind,
): string | null {
  if (kind === 'pagerduty' || (kind === 'webhook' && rule.groupWaitMs === 0)) return null;
  return JSON.stringify([ruleId, labels.environment ?? '']);
}

/**
 * How long a notice waits for others of its group, and after the last notice of the group. The first of a group waits for `groupWaitMs`; while
 * others of it fire (`isGroupOpen`), what follows comes at most every `groupIntervalMs`. That all is over is told at once.
 */
export function timersOf(
  rule: Pick<Rule, 'groupWaitMs' | 'groupIntervalMs'>,
  notice: 'firing' | 'resolved',
  isGroupOpen: boolean,
): { waitMs: number; intervalMs: number } {
  if (rule.groupWaitMs === 0) return { waitMs: 0, intervalMs: 0 };
  return {
    waitMs: notice === 'firing' ? rule.groupWaitMs : 0,
    intervalMs: isGroupOpen ? rule.groupIntervalMs : 0,
  };
}
