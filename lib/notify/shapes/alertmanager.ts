import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import { alertTitle, anyFires, isFiring, leadOf, type Notice } from '../notice-text.ts';

/**
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4; `template.Data` and `webhook.Message` in
 * prometheus/alertmanager.
 */
export function alertmanager(notice: Notice): unknown {
  const alerts = notice.alerts.map(alertOf);
  const lead = leadOf(notice);
  return {
    version: '4',
    groupKey: `{}:{alertname=${JSON.stringify(lead.rule.name)}, rule=${JSON.stringify(lead.rule.id)}}`,
    truncatedAlerts: 0,
    status: anyFires(notice) ? 'firing' : 'resolved',
    receiver: 'signalbox',
    groupLabels: { alertname: lead.rule.name },
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: lead.url.startsWith('http') ? new URL(lead.url).origin : '',
    alerts,
  };
}

function alertOf(alert: NoticeBody) {
  return {
    status: isFiring(alert) ? 'firing' : 'resolved',
    labels: { alertname: alert.rule.name, severity: alert.rule.severity, ...alert.labels } as Record<string, string>,
    annotations: {
      summary: alertTitle(alert),
      description: alert.sentence,
      runbook_url: alert.rule.runbookUrl ?? '',
      runs: alert.runs.map((run) => run.correlationId ?? run.id).join(', '),
    } as Record<string, string>,
    startsAt: alert.since,
    endsAt: isFiring(alert) ? '0001-01-01T00:00:00Z' : alert.at,
    generatorURL: alert.url,
    fingerprint: alert.episodeId,
  };
}

/** What all of them say alike. */
function common(all: readonly Record<string, string>[]): Record<string, string> {
  const [first = {}, ...rest] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((one) => one[name] === value)));
}
