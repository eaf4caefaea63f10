// A due time in words. Pure.
import type { SlotView } from '#lib/contracts/schedule.ts';
import { formatMs } from '../format/duration.ts';
import { formatMoment, type Zone } from '../format/moment.ts';

/** `28 Nov 03:00:00, missed`, `28 Nov 03:00:00, late: began 2 m 4 s after it was due, ran 812 ms`. */
export function slotWords(slot: SlotView, zone: Zone, nowMs: number): string {
  const dueMs = Date.parse(slot.dueAt);
  const said = [slot.runs > 1 ? `${slot.outcome} (${slot.runs} runs)` : slot.outcome];
  const startedMs = slot.startedAt === null ? null : Date.parse(slot.startedAt);
  if (startedMs !== null && startedMs - dueMs >= 1_000)
    said.push(`began ${formatMs(startedMs - dueMs)} after it was due`);
  if (startedMs !== null && slot.finishedAt !== null)
    said.push(`took ${formatMs(Date.parse(slot.finishedAt) - startedMs)}`);
  return `${formatMoment(dueMs, zone, nowMs)}, ${said.join(', ')}`;
}

/** `57 ok, 2 missed, 1 late`: what became of them, the most frequent first. */
export function sumWords(slots: readonly Pick<SlotView, 'outcome'>[]): string {
  const counts = Map.groupBy(slots, ({ outcome }) => outcome);
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([outcome, list]) => `${list.length} ${outcome}`)
    .join(', ');
}
