// Axes: three grid lines at round values, a logarithmic axis where the range asks for it, times that fit.

/** `times`: how many times what is allowed. */
export type Unit = 'ms' | 'count' | 'ratio' | 'perSecond' | 'seconds' | 'times';
export interface ValueAxis {
  isLog: boolean;
  ticks: number[];
  domain: [number, number];
}

/** Round tops for durations above a second, in ms: their halves are round as well. */
const roundMs = [
  2_000, 4_000, 6_000, 10_000, 20_000, 30_000, 60_000, 120_000, 240_000, 360_000, 600_000, 1_200_000, 1_800_000,
  3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 345_600_000, 864_000_000,
  1_728_000_000,
];

/** The smallest round value ≥ `high` whose half is round too. Counts stay whole. */
export function roundTop(high: number, unit: Unit): number {
  if (unit === 'ratio') return [0.002, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1].find((top) => top >= high) ?? high;
  if (unit === 'ms' && high > 1_000) return roundMs.find((top) => top >= high) ?? high;
  if (high <= (unit === 'count' ? 2 : 0)) return 2;
  const power = 10 ** Math.floor(Math.log10(high));
  const factor = [1, 2, 4, 5, 6, 8, 10].find((step) => step * power >= high * 0.999_999) ?? 10;
  const top = factor * power;
  return unit === 'count' && top % 2 === 1 ? top + 1 : top;
}

/** Latencies that span more than a factor of 60 get a logarithmic axis, unless they are stacked. `range.low` > 0 or equal to high. */
export function valueAxis(range: { low: number; high: number } | null, unit: Unit, isStacked = false): ValueAxis {
  if (range && !isStacked && unit === 'ms' && range.low > 0 && range.high / range.low > 60)
    return logAxis(range.low, range.high);
  const top = roundTop(range?.high ?? 0, unit);
  return { isLog: false, ticks: [0, top / 2, top], domain: [0, top] };
}

/** Moments on a logarithmic axis, in ms, about a factor of ten apart and round as people read them: 1 s, 10 s, 1 m, 10 m, 1 h. */
const logTicks = [
  0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 345_600_000, 3_456_000_000,
];

function logAxis(low: number, high: number): ValueAxis {
  const first = Math.max(
    0,
    logTicks.findLastIndex((tick) => tick <= low),
  );
  const above = logTicks.findIndex((tick) => tick >= high);
  const last = above === -1 ? logTicks.length - 1 : above;
  const stride = Math.ceil((last - first) / 4);
  const ticks = logTicks.slice(first, last + 1).filter((_, place) => place % stride === 0);
  return { isLog: true, ticks, domain: [logTicks[first] ?? 1, logTicks[last] ?? high] };
}

const minute = 60_000;
const hour = 60 * minute;
const timeSteps = [
  10_000,
  30_000,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  48 * hour,
  168 * hour,
  336 * hour,
  720 * hour,
];

/** At most `most` round moments between both ends, in a zone `offsetMs` ahead of UTC. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  most: number,
  offsetMs: number,
): { ticks: number[]; stepMs: number } {
  const stepMs = timeSteps.find((step) => (toMs - fromMs) / step <= most) ?? 720 * hour;
  const ticks: number[] = [];
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  for (let at = first; at < toMs; at += stepMs) ticks.push(at);
  return { ticks, stepMs };
}
