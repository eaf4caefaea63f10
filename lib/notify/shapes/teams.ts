import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import { isFiring, leadOf, type Notice, noticeTitle, type Wording, wordsOf } from '../notice-text.ts';

/** An Adaptive Card as a Workflows address takes it: https://adaptivecards.io/explorer/AdaptiveCard.html; Teams shows versions up to 1.5. */
export function teams(notice: Notice, wording: Wording): unknown {
  const lead = leadOf(notice);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: noticeTitle(notice),
    body: notice.alerts.flatMap((alert, n) => elementsOf(alert, wording, n > 0)),
    actions: [
      { type: 'Action.OpenUrl', title: 'Open in Signalbox', url: lead.url },
      ...(lead.rule.runbookUrl ? [{ type: 'Action.OpenUrl', title: 'Runbook', url: lead.rule.runbookUrl }] : []),
    ],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

/** Text blocks know a part of Markdown: its marks stand for themselves. */
const harmless = (text: string): string => text.replace(/([\\*_[\]()])/g, '\\$1');

function elementsOf(alert: NoticeBody, wording: Wording, separator: boolean): object[] {
  const { title, text } = wordsOf(alert, wording, harmless);
  const facts = Object.entries(alert.labels)
    .filter(([name]) => name !== 'fingerprint')
    .map(([name, value]) => ({ title: name, value }));
  facts.push({ title: 'since', value: alert.since });
  const runs = alert.runs.map((run) => `[${harmless(run.correlationId ?? run.id)}](${run.url})`);
  const color = !isFiring(alert) ? 'Good' : alert.rule.severity === 'critical' ? 'Attention' : 'Warning';
  return [
    { type: 'TextBlock', text: title, weight: 'Bolder', color, wrap: true, separator },
    { type: 'TextBlock', text, wrap: true },
    { type: 'FactSet', facts },
    ...(runs.length > 0 ? [{ type: 'TextBlock', text: `Runs: ${runs.join(' · ')}`, wrap: true }] : []),
  ];
}
