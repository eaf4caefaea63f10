// What a rule would have done on stored history. Pure but for reading the series; the state machine is the one that live evaluation uses.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Pool } from '#lib/db/pool.ts';
import { keptGrains } from '#lib/stats/window-segments.ts';
import { type Episode, replay } from './episodes.ts';
import { readSeries } from './read-series.ts';
import type { RuleSeries } from './rule-series.ts';

export interface Preview {
  fromMs: number;
  toMs: number;
  stepMs: number;
  isCoarse: boolean;
  slots: number[];
  series: RuleSeries[];
  episodes: Episode[];
  notifications: number;
  minutesFiring: number;
  thinWindows: number;
}

const mostSlots = 2_100;

/** Slots that history can answer: whole buckets of the finest figures that are kept, and not too many. */
export function previewSlots(
  rule: Rule,
  windowMs: number,
  nowMs: number,
): { slots: number[]; stepMs: number; isCoarse: boolean } {
  const isPerJob = rule.groupBy.includes('job') || rule.filter.job !== undefined;
  const grainMs = (keptGrains(nowMs - windowMs - rule.windowMs, nowMs, isPerJob)[0] ?? 86_400) * 1000;
  const least = Math.max(rule.evaluateEveryMs, windowMs / mostSlots);
  const stepMs = Math.ceil(least / grainMs) * grainMs;
  const toMs = Math.floor((nowMs - rule.evaluationDelayMs) / stepMs) * stepMs;
  const count = Math.floor(windowMs / stepMs);
  const slots = Array.from({ length: count }, (_, n) => toMs - (count - 1 - n) * stepMs);
  return { slots, stepMs, isCoarse: stepMs > rule.evaluateEveryMs || rule.windowMs % grainMs !== 0 };
}

/** Notices one channel would get: none of what ends while it waits, else its beginning, its repeats and its end. */
export function noticesOf(rule: Rule, { fromMs, toMs }: Episode, untilMs: number): number {
  const lasted = (toMs ?? untilMs) - fromMs;
  if (toMs !== null && lasted < rule.groupWaitMs) return 0;
  return 1 + Math.floor(lasted / rule.repeatMs) + (toMs === null ? 0 : 1);
}

/** `windowMs`: how far back. Throws what the database throws. */
export async function previewRule(pool: Pool, rule: Rule, windowMs: number, nowMs: number): Promise<Preview> {
  const { slots, stepMs, isCoarse } = previewSlots(rule, windowMs, nowMs);
  const series = await readSeries(pool, rule, slots, nowMs);
  return summarise(rule, series, slots, stepMs, isCoarse);
}

export function summarise(
  rule: Rule,
  series: RuleSeries[],
  slots: number[],
  stepMs: number,
  isCoarse: boolean,
): Preview {
  const toMs = slots.at(-1) ?? 0;
  const { episodes } = replay(rule, series, slots);
  let thin = 0;
  for (const { seen } of series) {
    for (const slot of slots) {
      const one = seen.get(slot);
      if (one?.kind !== 'value' || one.n < rule.minSamples) thin++;
    }
  }
  return {
    fromMs: slots[0] ?? 0,
    toMs,
    stepMs,
    isCoarse,
    slots,
    series,
    episodes,
    notifications: episodes.reduce((sum, episode) => sum + noticesOf(rule, episode, toMs), 0),
    minutesFiring: episodes.reduce((sum, episode) => sum + ((episode.toMs ?? toMs) - episode.fromMs) / 60_000, 0),
    thinWindows: series.length === 0 ? 1 : thin / (series.length * slots.length),
  };
}
