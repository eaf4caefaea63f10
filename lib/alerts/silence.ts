// Whether a silence covers an alert at a moment. Pure.
import { Cron } from 'croner';
import type { Labels } from './rule-series.ts';

export interface Recurrence {
  /** When it goes on, as a cron expression in `timeZone`. */
  cron: string;
  timeZone: string;
  /** For how long it stays on each time. */
  durationMs: number;
}

export interface Silence {
  matchers: readonly { label: string; op: '=' | '!=' | '=~'; value: string }[];
  startsMs: number;
  endsMs: number;
  /** A maintenance window that comes again and again between start and end; null = on all the while. */
  recurrence: Recurrence | null;
}

/** True when a silence is on at `atMs` and every matcher of it fits. `=~` takes a pattern with `*` for any text, anchored at both ends. */
export function isSilenced(silences: readonly Silence[], labels: Labels, atMs: number): boolean {
  return silences.some((silence) => silence.matchers.every((matcher) => fits(matcher, labels)) && isOn(silence, atMs));
}

export function isOn({ startsMs, endsMs, recurrence }: Omit<Silence, 'matchers'>, atMs: number): boolean {
  if (atMs < startsMs || atMs >= endsMs) return false;
  if (recurrence === null) return true;
  const began = nextStart(recurrence, atMs - recurrence.durationMs);
  return began !== null && began <= atMs;
}

/** The first start after `afterMs`; null = there is none. Throws for an expression that is none. */
export function nextStart({ cron, timeZone }: Recurrence, afterMs: number): number | null {
  return new Cron(cron, { timezone: timeZone }).nextRun(new Date(afterMs))?.getTime() ?? null;
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
