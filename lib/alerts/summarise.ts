// What a rule would have done over a stretch of slots, in figures. Pure: the browser's editor calls it while a threshold is dragged.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { type Episode, replay } from './episodes.ts';
import type { RuleSeries } from './rule-series.ts';

export interface Summary {
  episodes: Episode[];
  notifications: number;
  minutesFiring: number;
  /** Share of slots with too few samples to judge. */
  thinWindows: number;
}

/** Notices one channel would get: none of what ends while it waits, else its beginning, its repeats and its end. */
export function noticesOf(rule: Rule, { fromMs, toMs }: Episode, untilMs: number): number {
  const lasted = (toMs ?? untilMs) - fromMs;
  if (toMs !== null && lasted < rule.groupWaitMs) return 0;
  return 1 + Math.floor(lasted / rule.repeatMs) + (toMs === null ? 0 : 1);
}

/** `slots` ascending, in ms. */
export function summarise(rule: Rule, series: readonly RuleSeries[], slots: readonly number[]): Summary {
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
    episodes,
    notifications: episodes.reduce((sum, episode) => sum + noticesOf(rule, episode, toMs), 0),
    minutesFiring: episodes.reduce((sum, episode) => sum + ((episode.toMs ?? toMs) - episode.fromMs) / 60_000, 0),
    thinWindows: series.length === 0 ? 1 : thin / (series.length * slots.length),
  };
}
