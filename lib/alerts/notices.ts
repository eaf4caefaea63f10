// Who is to be told of what after a slot. Pure: the ids of notices follow from the episode, so that a slot evaluated twice, after a crash,
// tells nothing twice.
import { createHash } from 'node:crypto';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Labels } from './rule-series.ts';
import { isAlarming, type Phase } from './step.ts';

export interface Silence {
  matchers: readonly { label: string; op: '=' | '!=' | '=~'; value: string }[];
  startsMs: number;
  endsMs: number;
}

/** True when every matcher of a silence that is on at `atMs` fits. `=~` takes a pattern with `*` for any text, anchored at both ends. */
export function isSilenced(silences: readonly Silence[], labels: Labels, atMs: number): boolean {
  return silences.some(
    (silence) =>
      silence.startsMs <= atMs && atMs < silence.endsMs && silence.matchers.every((matcher) => fits(matcher, labels)),
  );
}

function fits({ label, op, value }: Silence['matchers'][number], labels: Labels): boolean {
  const found = labels[label] ?? '';
  if (op === '=') return found === value;
  return op === '!=' ? found !== value : fitsPattern(value, found);
}

/** Without regular expressions, whose cost a user could choose. */
function fitsPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** A UUID that follows from its parts (version 8, RFC 9562). */
export function stableId(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface InstanceNow {
  labels: Labels;
  phase: Phase;
  episodeId: string | null;
  notifiedMs: number | null;
  isAcknowledged: boolean;
}

export type Notice = 'firing' | 'resolved' | null;

/**
 * What is to be told at slot `atMs` of an instance that was `before` and is in `phase` now, and since when it counts as told. A firing alert is
 * told once, then again every `repeatMs` until it is acknowledged; what was never told, because it was silenced, is not told resolved.
 */
export function noticeOf(
  rule: Pick<Rule, 'repeatMs'>,
  before: InstanceNow,
  phase: Phase,
  isSilent: boolean,
  atMs: number,
): { notice: Notice; notifiedMs: number | null } {
  const { notifiedMs } = before;
  if (!isAlarming(phase)) {
    const isOver = isAlarming(before.phase) && notifiedMs !== null;
    return { notice: isOver ? 'resolved' : null, notifiedMs: null };
  }
  const isTold = isAlarming(before.phase) && notifiedMs !== null;
  const isDue = !isTold || (atMs - notifiedMs >= rule.repeatMs && !before.isAcknowledged);
  if (!isDue || isSilent) return { notice: null, notifiedMs: isTold ? notifiedMs : null };
  return { notice: 'firing', notifiedMs: atMs };
}
