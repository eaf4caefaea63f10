// A notice as each kind of receiver takes it. Pure.
import { Webhook } from 'standardwebhooks';
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';

/** A channel's settings with their secrets. */
export interface ChannelSecrets {
  config: Record<string, unknown>;
  /** `whsec_…`; webhooks only. */
  signingSecret: string | null;
}

export interface Shaped {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** `nowMs`: when it is sent, which webhooks sign. */
export function shapeNotice(kind: ChannelKind, secrets: ChannelSecrets, notice: NoticeBody, nowMs: number): Shaped {
  const url = String(secrets.config.url ?? '');
  const body = JSON.stringify(bodyFor(kind, secrets, notice));
  const headers = { 'content-type': 'application/json' };
  if (kind !== 'webhook' || secrets.signingSecret === null) return { url, headers, body };
  return { url, headers: { ...headers, ...signed(secrets.signingSecret, notice.id, body, nowMs) }, body };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function signed(secret: string, id: string, body: string, nowMs: number): Record<string, string> {
  const at = new Date(nowMs);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

function bodyFor(kind: ChannelKind, secrets: ChannelSecrets, notice: NoticeBody): unknown {
  switch (kind) {
    case 'webhook':
      return notice;
    case 'alertmanager':
      return alertmanager(notice);
    case 'slack':
      return slack(notice);
    case 'discord':
      return { content: plain(notice).slice(0, 2_000), allowed_mentions: { parse: [] } };
    case 'teams':
      return teams(notice);
    default:
      return pagerduty(String(secrets.config.routingKey ?? ''), notice);
  }
}

const isFiring = (notice: NoticeBody): boolean => notice.type === 'alert.firing';
const where = (notice: NoticeBody): string =>
  Object.entries(notice.labels)
    .filter(([label]) => label !== 'fingerprint')
    .map(([label, value]) => `${label} ${value}`)
    .join(', ');

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

/** "duration.p95 is 6203 (limit 5000)" */
export function sentence(notice: NoticeBody): string {
  const value = notice.value === null ? 'unknown' : rounded(notice.value);
  return `${notice.metric} is ${value} (fires when ${notice.op} ${rounded(notice.threshold)})`;
}

export function title(notice: NoticeBody): string {
  const place = where(notice);
  return `${isFiring(notice) ? 'Firing' : 'Resolved'}: ${notice.rule.name}${place ? ` (${place})` : ''}`;
}

function plain(notice: NoticeBody): string {
  const lines = [title(notice), `${sentence(notice)}, since ${notice.since}`, notice.url];
  for (const run of notice.runs) lines.push(`run ${run.correlationId ?? run.id}: ${run.url}`);
  if (notice.rule.runbookUrl) lines.push(`Runbook: ${notice.rule.runbookUrl}`);
  return lines.join('\n');
}

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4. */
function alertmanager(notice: NoticeBody): unknown {
  const status = isFiring(notice) ? 'firing' : 'resolved';
  const labels = { alertname: notice.rule.name, severity: notice.rule.severity, ...notice.labels };
  const annotations = {
    summary: title(notice),
    description: sentence(notice),
    runbook_url: notice.rule.runbookUrl ?? '',
  };
  const endsAt = isFiring(notice) ? '0001-01-01T00:00:00Z' : notice.at;
  return {
    version: '4',
    groupKey: `{}:{rule="${notice.rule.id}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'signalbox',
    groupLabels: { alertname: notice.rule.name },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: new URL(notice.url).origin,
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: notice.since,
        endsAt,
        generatorURL: notice.url,
        fingerprint: notice.episodeId,
      },
    ],
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function slack(notice: NoticeBody): unknown {
  const head = `*<${notice.url}|${escapeSlack(title(notice)).replaceAll('|', '¦')}>*`;
  const runs = notice.runs.map(
    (run) => `<${run.url}|${escapeSlack(run.correlationId ?? run.id).replaceAll('|', '¦')}>`,
  );
  const lines = [head, escapeSlack(sentence(notice))];
  if (runs.length > 0) lines.push(`Runs: ${runs.join(' · ')}`);
  if (notice.rule.runbookUrl) lines.push(`<${notice.rule.runbookUrl}|Runbook>`);
  return {
    text: escapeSlack(title(notice)),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: lines.join('\n').slice(0, 3_000) } }],
  };
}

/** An Adaptive Card as a Workflows address takes it: https://adaptivecards.io/explorer/AdaptiveCard.html */
function teams(notice: NoticeBody): unknown {
  const facts = Object.entries(notice.labels).map(([name, value]) => ({ title: name, value }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: title(notice), weight: 'Bolder', wrap: true },
      { type: 'TextBlock', text: sentence(notice), wrap: true },
      { type: 'FactSet', facts },
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Open in Signalbox', url: notice.url }],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

const pagerdutySeverity = { critical: 'critical', warning: 'warning', info: 'info' } as const;

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
function pagerduty(routingKey: string, notice: NoticeBody): unknown {
  const common = { routing_key: routingKey, dedup_key: notice.episodeId };
  if (!isFiring(notice)) return { ...common, event_action: 'resolve' };
  return {
    ...common,
    event_action: 'trigger',
    payload: {
      summary: `${title(notice)}: ${sentence(notice)}`.slice(0, 1_024),
      source: where(notice) || 'signalbox',
      severity: pagerdutySeverity[notice.rule.severity],
      timestamp: notice.at,
      custom_details: { labels: notice.labels, value: notice.value, threshold: notice.threshold, runs: notice.runs },
    },
    links: [{ href: notice.url, text: 'Open in Signalbox' }],
  };
}
