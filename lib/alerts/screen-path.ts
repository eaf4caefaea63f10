// Where a person looks after an alert: the screen that shows what the rule saw. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Labels } from './rule-series.ts';

const ofSelf: Partial<Record<Rule['metric'], string>> = {
  'signalbox.silentMs': '/trust',
  'signalbox.behindMs': '/alerts',
  'signalbox.undelivered': '/alerts/history',
  'signalbox.unreadableMs': '/sources',
};

/** The runs of the alert's window as the runs page filters them; queues for what is read from them, schedules for schedules. */
export function screenPath(
  rule: Pick<Rule, 'metric' | 'filter'>,
  labels: Labels,
  window: { from: string; to: string },
): string {
  const own = ofSelf[rule.metric];
  if (own) return own;
  const query = new URLSearchParams();
  for (const name of ['environment', 'queue', 'job', 'system', 'source', 'schedule'] as const) {
    const value = labels[name] ?? rule.filter[name]?.join(',');
    if (value) query.set(name, value);
  }
  const path = pageOf(rule.metric);
  if (path === '/runs') {
    query.set('from', window.from);
    query.set('to', window.to);
    if (labels.fingerprint) query.set('errorGroup', labels.fingerprint);
    else if (/^runs\.(dead|failureRate)|slo\./.test(rule.metric)) query.set('state', 'dead');
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

function pageOf(metric: Rule['metric']): string {
  if (metric === 'schedules.faults') return '/schedules';
  if (metric.startsWith('dead.')) return '/dead-letters';
  return /^(depth|oldest|workers)\./.test(metric) ? '/queues' : '/runs';
}
