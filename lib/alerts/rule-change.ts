// What a change of a rule means for what it fires. Pure.
import { type Rule, severities } from '#lib/contracts/alert-rule.ts';
import type { EndReason } from './end-instances.ts';

/** Why what it fires ends; null = it goes on: only its name, who is told, how often and how loudly changed. */
export function endReasonOf(before: Rule, after: Rule): EndReason | null {
  if (!after.enabled) return 'rule_paused';
  return meaningOf(before) === meaningOf(after) ? null : 'rule_changed';
}

/** Who took an alert on did so for what it was: of what is worse now people hear again. */
export const isRaised = (before: Rule, after: Rule): boolean =>
  severities.indexOf(after.severity) < severities.indexOf(before.severity);

const aboutTelling: ReadonlySet<string> = new Set([
  'name',
  'channels',
  'runbookUrl',
  'repeatMs',
  'groupWaitMs',
  'groupIntervalMs',
  'severity',
]);

/** What decides when it fires. */
function meaningOf(rule: Rule): string {
  const entries = Object.entries(rule).filter(([name]) => !aboutTelling.has(name));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
