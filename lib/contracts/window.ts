// `from` and `to`: ISO 8601, or relative to now as `now-24h`. Default: the last 24 hours.
import * as z from 'zod';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const relative = /^now(?:-(\d{1,6})([smhdw]))?$/;
const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
export const maxWindowMs = 400 * unitMs.d;
export const defaultWindowMs = unitMs.d;

/** Both ends in ms since the epoch: `from` ≤ moment < `to`. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/** Reads `now`, `now-90m` or ISO 8601 (without a zone: UTC) into ms since the epoch; null when it is neither. */
export function parseMoment(text: string, nowMs: number): number | null {
  const match = relative.exec(text);
  if (match) return match[1] ? nowMs - Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : nowMs;
  if (!iso.test(text)) return null;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const ms = Date.parse(text.includes('T') && !hasZone ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : ms;
}

/** The query part `from`, `to`, as text; `resolveWindow` makes moments of it. */
export const windowQuery = z.object({ from: z.string().max(40).optional(), to: z.string().max(40).optional() });
export type WindowQuery = z.infer<typeof windowQuery>;

/** Faults by field, or the window. `to` defaults to now, `from` to 24 h before `to`. */
export function resolveWindow(query: WindowQuery, nowMs: number): Window | { fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const toMs = query.to === undefined ? nowMs : parseMoment(query.to, nowMs);
  const fromMs = query.from === undefined ? (toMs ?? nowMs) - defaultWindowMs : parseMoment(query.from, nowMs);
  const expected = 'must be an ISO 8601 moment or relative, like now-24h';
  if (toMs === null) fields.to = expected;
  if (fromMs === null) fields.from = expected;
  if (toMs === null || fromMs === null) return { fields };
  if (fromMs >= toMs) return { fields: { from: 'must be before to' } };
  if (toMs - fromMs > maxWindowMs) return { fields: { from: 'a window may span at most 400 days' } };
  return { fromMs, toMs };
}
