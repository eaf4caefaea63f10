// The body of a notice: what happened, by how much, which runs are behind it, and where to look. Pure. Shape: API.md, "Webhook body".
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { EvidenceRun } from '#lib/db/alert/select-evidence-runs.ts';
import type { Labels } from './rule-series.ts';
import { screenPath } from './screen-path.ts';
import { sentenceOf } from './sentence.ts';
import type { InstanceState } from './step.ts';

export interface NoticeBody {
  type: 'alert.firing' | 'alert.resolved';
  /** Of this notice: the same on every try. */
  id: string;
  /** Of all notices of one episode. */
  episodeId: string;
  at: string;
  rule: { id: string; name: string; severity: Rule['severity']; kind: Rule['kind']; runbookUrl: string | null };
  labels: Labels;
  metric: Rule['metric'];
  op: Rule['op'];
  value: number | null;
  threshold: number;
  samples: number;
  /** The same for people. */
  sentence: string;
  window: { from: string; to: string };
  since: string;
  /** It came and went so often that it is told as one episode. */
  isFlapping: boolean;
  url: string;
  runs: { id: string; correlationId: string | null; url: string }[];
}

export interface Told {
  id: string;
  episodeId: string;
  isFiring: boolean;
  rule: Rule & { id: string };
  labels: Labels;
  state: Pick<InstanceState, 'value' | 'n' | 'sinceMs' | 'note' | 'isFlapping'>;
  slotMs: number;
  runs: readonly EvidenceRun[];
  /** Where people reach the browser pages, without a slash at its end. */
  publicUrl: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function noticeBody(told: Told): NoticeBody {
  const { rule, labels, state, slotMs, publicUrl } = told;
  const window = { from: iso(slotMs - rule.windowMs), to: iso(slotMs) };
  const { name, severity, kind, metric, op, runbookUrl } = rule;
  const seen = { value: state.value, threshold: rule.value };
  return {
    type: told.isFiring ? 'alert.firing' : 'alert.resolved',
    id: told.id,
    episodeId: told.episodeId,
    at: iso(slotMs),
    rule: { id: rule.id, name, severity, kind, runbookUrl },
    labels,
    metric,
    op,
    ...seen,
    samples: state.n,
    sentence: sentenceOf({ kind, metric, op, ...seen, windowMs: rule.windowMs, note: state.note }),
    window,
    since: iso(state.sinceMs),
    isFlapping: state.isFlapping ?? false,
    url: `${publicUrl}${screenPath(rule, labels, window)}`,
    runs: told.runs.map((run) => ({ ...run, url: `${publicUrl}/runs/${run.id}` })),
  };
}
