// When a rule is evaluated: at slots, whole multiples of its interval since the epoch, shifted by the rule so that not all come at once.
// A slot's time is the slot's, whenever the evaluator gets to it. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';

/** After being away, at most so many slots are made up for; the gap before them is left out. */
export const mostSlotsAtOnce = 10;

/** A shift below the interval that is the rule's own; whole minutes where the interval is longer than one, because figures are by minute. */
export function shiftOf(ruleId: string, everyMs: number): number {
  if (everyMs <= 60_000) return 0;
  let hash = 0;
  for (const letter of ruleId) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return (hash % Math.floor(everyMs / 60_000)) * 60_000;
}

/**
 * Slots after `lastMs` (null = never evaluated: only the latest one) that are due at `nowMs`, oldest first. `skipped`: slots that lie too far
 * back to be made up for.
 */
export function dueSlots(
  ruleId: string,
  rule: Pick<Rule, 'evaluateEveryMs' | 'evaluationDelayMs'>,
  lastMs: number | null,
  nowMs: number,
): { slots: number[]; skipped: number } {
  const every = rule.evaluateEveryMs;
  const shift = shiftOf(ruleId, every);
  const latest = Math.floor((nowMs - rule.evaluationDelayMs - shift) / every) * every + shift;
  if (lastMs === null) return { slots: [latest], skipped: 0 };
  const count = Math.max(0, Math.floor((latest - lastMs) / every));
  const made = Math.min(count, mostSlotsAtOnce);
  return { slots: Array.from({ length: made }, (_, n) => latest - (made - 1 - n) * every), skipped: count - made };
}
