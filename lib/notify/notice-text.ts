// A notice in words, for every receiver that people read. Pure.
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import { fillTemplate, type TemplateWords } from './template.ts';

/** What goes out in one request: one alert, or several of one group. Never empty. */
export interface Notice {
  /** The same on every try. */
  id: string;
  alerts: readonly NoticeBody[];
}

export const isFiring = (alert: NoticeBody): boolean => alert.type === 'alert.firing';
/** A notice fires when anything in it does. */
export const anyFires = ({ alerts }: Notice): boolean => alerts.some(isFiring);

/** The alert that a notice is about when only one can be named: the first that fires. */
export const leadOf = ({ alerts }: Notice): NoticeBody => alerts.find(isFiring) ?? (alerts[0] as NoticeBody);

/** "environment production, queue mail"; empty for an alert about everything. */
export const whereOf = ({ labels }: Pick<NoticeBody, 'labels'>): string =>
  Object.entries(labels)
    .filter(([label]) => label !== 'fingerprint')
    .map(([label, value]) => `${label} ${value}`)
    .join(', ');

const stateOf = (alert: NoticeBody): string =>
  isFiring(alert) ? (alert.isFlapping ? 'Firing, on and off' : 'Firing') : 'Resolved';

/** "Firing: Receipts are slow (queue mail)" */
export function alertTitle(alert: NoticeBody): string {
  const place = whereOf(alert);
  return `${stateOf(alert)}: ${alert.rule.name}${place ? ` (${place})` : ''}`;
}

/** One alert's title, or "2 firing, 1 resolved: Receipts are slow". */
export function noticeTitle(notice: Notice): string {
  const [only] = notice.alerts;
  if (notice.alerts.length === 1 && only) return alertTitle(only);
  const firing = notice.alerts.filter(isFiring).length;
  const counts = [
    firing > 0 && `${firing} firing`,
    firing < notice.alerts.length && `${notice.alerts.length - firing} resolved`,
  ];
  return `${counts.filter(Boolean).join(', ')}: ${leadOf(notice).rule.name}`;
}

/** A channel's own words, or ours. */
export interface Wording {
  title?: string | undefined;
  text?: string | undefined;
}

const asIs = (text: string): string => text;

/** What is told of one alert: its title and what was seen. `harmless` makes values safe for the receiver; a template's own text stays. */
export function wordsOf(
  alert: NoticeBody,
  wording: Wording,
  harmless: (text: string) => string = asIs,
): { title: string; text: string } {
  const told = (template: string | undefined, ours: string): string =>
    template === undefined ? harmless(ours) : fillTemplate(template, templateWords(alert), harmless);
  return { title: told(wording.title, alertTitle(alert)), text: told(wording.text, alert.sentence) };
}

const templateWords = (alert: NoticeBody): TemplateWords => ({
  rule: alert.rule.name,
  severity: alert.rule.severity,
  state: stateOf(alert),
  sentence: alert.sentence,
  metric: alert.metric,
  value: alert.value === null ? 'unknown' : String(Number(alert.value.toPrecision(4))),
  threshold: String(alert.threshold),
  where: whereOf(alert),
  since: alert.since,
  url: alert.url,
  runbook: alert.rule.runbookUrl ?? '',
  runs: alert.runs.map((run) => run.correlationId ?? run.id).join(', '),
  labels: alert.labels,
});

/** Everything in plain text. */
export function plainText(notice: Notice, wording: Wording): string {
  return notice.alerts
    .map((alert) => {
      const { title, text } = wordsOf(alert, wording);
      const lines = [title, `${text}, since ${alert.since}`, alert.url];
      for (const run of alert.runs) lines.push(`run ${run.correlationId ?? run.id}: ${run.url}`);
      if (alert.rule.runbookUrl) lines.push(`Runbook: ${alert.rule.runbookUrl}`);
      return lines.join('\n');
    })
    .join('\n\n');
}
