// What a rule would have done on stored history. Pure but for reading the series; the state machine is the one that live evaluation uses.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Pool } from '#lib/db/pool.ts';
import { keptGrains } from '#lib/stats/window-segments.ts';
import { readSeries } from './read-series.ts';
import type { RuleSeries } from './rule-series.ts';
import { type Summary, summarise } from './summarise.ts';

export interface Preview extends Summary {
  fromMs: number;
  toMs: number;
  stepMs: number;
  isCoarse: boolean;
  slots: number[];
  series: RuleSeries[];
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

/** `windowMs`: how far back. Throws what the database throws. */
export async function previewRule(pool: Pool, rule: Rule, windowMs: number, nowMs: number): Promise<Preview> {
  const { slots, stepMs, isCoarse } = previewSlots(rule, windowMs, nowMs);
  const series = await readSeries(pool, rule, slots, nowMs);
  const [fromMs = 0] = slots;
  return { fromMs, toMs: slots.at(-1) ?? 0, stepMs, isCoarse, slots, series, ...summarise(rule, series, slots) };
}
