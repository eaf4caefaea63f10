// What to say where nothing is drawn: gaps that sources report, and silence of gauges.
import type { Trust } from '#lib/contracts/trust.ts';
import { type Series, silentStretches } from './series.ts';

export interface Stretch {
  fromMs: number;
  toMs: number;
  reason: string;
}

const causes: Record<string, string> = {
  trimmed: 'events trimmed',
  retention: 'past retention',
  reset: 'backend reset',
  'collector-down': 'not watched',
  'poll-interval': 'between polls',
};
const most = 6;

/** Reported gaps of at least half a step that touch the series, longest first and at most six, then silent stretches of a gauge. */
export function gapStretches(series: Series, isGauge: boolean, trust: Trust | undefined): Stretch[] {
  const reported = (trust?.items ?? [])
    .flatMap((item) => item.gaps)
    .map((gap) => ({ fromMs: Date.parse(gap.from), toMs: Date.parse(gap.to), reason: causes[gap.cause] ?? gap.cause }))
    .filter((gap) => gap.toMs > series.fromMs && gap.fromMs < series.toMs && gap.toMs - gap.fromMs >= series.stepMs / 2)
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, most);
  if (!isGauge) return reported;
  const silent = silentStretches(series).filter(
    (one) => !reported.some((gap) => gap.fromMs < one.toMs && gap.toMs > one.fromMs),
  );
  return [...reported, ...silent.slice(0, most).map((one) => ({ ...one, reason: 'no reading' }))];
}
