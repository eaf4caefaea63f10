// What a rule saw, as a sentence: on screens and in notices alike. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { formatMs } from '#lib/words/duration.ts';
import { formatSeen, formatValue, metricWords } from './metric-words.ts';

export interface Seen extends Pick<Rule, 'kind' | 'metric' | 'op'> {
  value: number | null;
  threshold: number;
  windowMs: number;
  /** Says it better, where the rule knows more than a number. */
  note?: string | null | undefined;
}

const opWords = { '>': 'above', '>=': 'at', '<': 'below', '<=': 'at' } as const;

/** "p95 duration 6.2 s over 5 m (fires above 5 s)" */
export function sentenceOf(seen: Seen): string {
  const { kind, metric, op, threshold } = seen;
  if (kind === 'newError') return 'an error that was never seen before, or came back after it was resolved';
  if (seen.note) return seen.note;
  const value = formatSeen(seen, seen.value);
  if (kind === 'consecutive') return `${value} ${metricWords(metric)} (fires at ${formatValue(metric, threshold)})`;
  const over = /^(depth|oldest|workers|signalbox|schedules)\.|^dead\.size/.test(metric)
    ? ''
    : ` over ${formatMs(seen.windowMs)}`;
  const limit = op === '<=' && threshold === 0 ? 'at 0' : `${opWords[op]} ${formatValue(metric, threshold)}`;
  return `${metricWords(metric)} ${value}${over} (fires ${limit})`;
}
