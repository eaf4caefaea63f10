// What a rule would have done over a stretch of slots, in figures. Pure: the browser's editor calls it while a threshold is dragged.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { countNotices } from './count-notices.ts';
import { type Episode, replay } from './episodes.ts';
import type { RuleSeries } from './rule-series.ts';

export interface Summary {
  episodes: Episode[];
  notifications: number;
  minutesFiring: number;
  longestMs: number;
  /** Share of slots with too few samples to judge. */
  thinWindows: number;
}

/** `slots` ascending, in ms. */
export function summarise(rule: Rule, series: readonly RuleSeries[], slots: readonly number[]): Summary {
  const toMs = slots.at(-1) ?? 0;
  const { episodes } = replay(rule, series, slots);
  const lengths = episodes.map((episode) => (episode.toMs ?? toMs) - episode.fromMs);
  let thin = 0;
  for (const { seen } of series) {
    for (const slot of slots) {
      const one = seen.get(slot);
      if (one?.kind !== 'value' || one.n < rule.minSamples) thin++;
    }
  }
  return {
    episodes,
    notifications: countNotices(rule, episodes, toMs),
    minutesFiring: lengths.reduce((sum, ms) => sum + ms / 60_000, 0),
    longestMs: Math.max(0, ...lengths),
    thinWindows: series.length === 0 ? 1 : thin / (series.length * slots.length),
  };
}
