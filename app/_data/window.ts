// The window of time as it stands in the URL (`from`, `to`), and the stretch of equal length before it.

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const relative = /^now(?:-(\d{1,6})([smhdw]))?$/;
export const defaultFrom = 'now-24h';

export const windowChoices = [
  { from: 'now-15m', label: 'Last 15 min' },
  { from: 'now-1h', label: 'Last 1 h' },
  { from: 'now-6h', label: 'Last 6 h' },
  { from: 'now-24h', label: 'Last 24 h' },
  { from: 'now-7d', label: 'Last 7 d' },
  { from: 'now-30d', label: 'Last 30 d' },
] as const;

/** Ms since the epoch of `now`, `now-90m` or ISO 8601 (without a zone: UTC); null when it is neither. */
export function momentOf(text: string, nowMs: number): number | null {
  const match = relative.exec(text);
  if (match) return match[1] ? nowMs - Number(match[1]) * (unitMs[match[2] ?? 's'] ?? 0) : nowMs;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const ms = Date.parse(text.includes('T') && !hasZone ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : ms;
}

export interface WindowText {
  from: string;
  to: string;
}

/** Length in ms; the default's where the text is not understood. */
export function windowLength({ from, to }: WindowText, nowMs: number): number {
  const start = momentOf(from, nowMs);
  const end = momentOf(to, nowMs);
  return start === null || end === null || end <= start ? 86_400_000 : end - start;
}

const seconds = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.round(ms / 1000)}s`);

/** The stretch of equal length before, relative where the window is: so its text, and with it a cache key, stays the same. */
export function windowBefore({ from, to }: WindowText, nowMs: number): WindowText {
  const length = windowLength({ from, to }, nowMs);
  if (from.startsWith('now') && to === 'now') return { from: `now-${seconds(2 * length)}`, to: from };
  const start = momentOf(from, nowMs) ?? nowMs - length;
  return { from: isoAt(start - length), to: isoAt(start) };
}

const longestMs = 400 * 86_400_000;

/** A window of twice the length: back from now where it ends now, else around its middle; never beyond now or 400 days. */
export function widened({ from, to }: WindowText, nowMs: number): WindowText {
  const length = Math.min(2 * windowLength({ from, to }, nowMs), longestMs);
  if (to === 'now') return { from: from.startsWith('now') ? `now-${roundSpan(length)}` : isoAt(nowMs - length), to };
  const end = momentOf(to, nowMs) ?? nowMs;
  const newEnd = Math.min(end + length / 4, nowMs);
  return { from: isoAt(newEnd - length), to: isoAt(newEnd) };
}

/** In the largest unit that fits: `2d`, `36h`, `90m`. */
function roundSpan(ms: number): string {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000}d`;
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : seconds(ms);
}

const isoAt = (ms: number): string => new Date(ms).toISOString();

/** "Last 24 h", or both ends. */
export function windowLabel({ from, to }: WindowText): string {
  const known = windowChoices.find((choice) => choice.from === from && to === 'now');
  if (known) return known.label;
  const back = to === 'now' ? relative.exec(from) : null;
  if (back?.[1]) return `Last ${back[1]} ${back[2] === 'm' ? 'min' : back[2]}`;
  const short = (text: string) => (text.startsWith('now') ? text : text.replace('T', ' ').slice(0, 16));
  return `${short(from)} – ${short(to)}`;
}

/** A step that gives about `points` points over the window, from a ladder of round steps. */
export function stepFor(lengthMs: number, points: number): number {
  const ladder = [
    10_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
  ];
  return ladder.find((step) => lengthMs / step <= points) ?? 86_400_000;
}
