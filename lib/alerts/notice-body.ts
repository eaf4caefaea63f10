// The body of a notice: what happened, by how much, which runs are behind it, and where to look. Pure. Shape: API.md, "Webhook body".
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { EvidenceRun } from '#lib/db/alert/select-evidence-runs.ts';
import type { Labels } from './rule-series.ts';

export interface NoticeBody {
  type: 'alert.firing' | 'alert.resolved';
  /** Of this notice: the same on every try. */
  id: string;
  /** Of all notices of one episode. */
  episodeId: string;
  at: string;
  rule: { id: string; name: string; severity: Rule['severity']; runbookUrl: string | null };
  labels: Labels;
  metric: Rule['metric'];
  op: Rule['op'];
  value: number | null;
  threshold: number;
  samples: number;
  window: { from: string; to: string };
  since: string;
  url: string;
  runs: { id: string; correlationId: string | null; url: string }[];
}

interface Told {
  id: string;
  episodeId: string;
  isFiring: boolean;
  rule: Rule & { id: string };
  labels: Labels;
  value: number | null;
  samples: number;
  slotMs: number;
  sinceMs: number;
  runs: readonly EvidenceRun[];
  /** Where people reach the browser pages, without a slash at its end. */
  publicUrl: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function noticeBody(told: Told): NoticeBody {
  const { rule, labels, slotMs, publicUrl } = told;
  const window = { from: iso(slotMs - rule.windowMs), to: iso(slotMs) };
  return {
    type: told.isFiring ? 'alert.firing' : 'alert.resolved',
    id: told.id,
    episodeId: told.episodeId,
    at: iso(slotMs),
    rule: { id: rule.id, name: rule.name, severity: rule.severity, runbookUrl: rule.runbookUrl },
    labels,
    metric: rule.metric,
    op: rule.op,
    value: told.value,
    threshold: rule.value,
    samples: told.samples,
    window,
    since: iso(told.sinceMs),
    url: `${publicUrl}${screenPath(rule, labels, window)}`,
    runs: told.runs.map((run) => ({ ...run, url: `${publicUrl}/runs/${run.id}` })),
  };
}

/** The runs of the alert's window, as the runs page filters them. */
export function screenPath(
  rule: Pick<Rule, 'metric' | 'filter'>,
  labels: Labels,
  window: { from: string; to: string },
): string {
  const query = new URLSearchParams({ from: window.from, to: window.to });
  for (const name of ['environment', 'queue', 'job', 'system', 'source'] as const) {
    const value = labels[name] ?? rule.filter[name]?.join(',');
    if (value) query.set(name, value);
  }
  if (labels.fingerprint) query.set('errorGroup', labels.fingerprint);
  else if (/^runs\.(dead|failureRate)|slo\./.test(rule.metric)) query.set('state', 'dead');
  return `/runs?${query}`;
}
