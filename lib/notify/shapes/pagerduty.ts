import { alertTitle, isFiring, leadOf, type Notice, whereOf } from '../notice-text.ts';

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/: one event an alert, opened and closed under one key. */
export function pagerduty(routingKey: string, notice: Notice): unknown {
  const alert = leadOf(notice);
  const common = { routing_key: routingKey, dedup_key: alert.episodeId };
  if (!isFiring(alert)) return { ...common, event_action: 'resolve' };
  return {
    ...common,
    event_action: 'trigger',
    client: 'Signalbox',
    client_url: alert.url,
    payload: {
      summary: `${alertTitle(alert)}: ${alert.sentence}`.slice(0, 1_024),
      source: whereOf(alert) || 'signalbox',
      severity: alert.rule.severity,
      timestamp: alert.at,
      component: alert.labels.queue,
      class: alert.metric,
      custom_details: {
        labels: alert.labels,
        value: alert.value,
        threshold: alert.threshold,
        window: alert.window,
        runs: alert.runs,
      },
    },
    links: [
      { href: alert.url, text: 'Open in Signalbox' },
      ...(alert.rule.runbookUrl ? [{ href: alert.rule.runbookUrl, text: 'Runbook' }] : []),
    ],
  };
}
