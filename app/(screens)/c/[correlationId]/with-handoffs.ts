import { labelOf, type Waterfall } from '#app/_charts/waterfall/series.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import type { Handoff } from '#lib/contracts/journey.ts';

/** The same rows; those that a hand-off leads to say how long it took. Pure. */
export function withHandoffs(data: Waterfall, handoffs: readonly Handoff[]): Waterfall {
  const into = new Map(handoffs.filter((one) => !one.isOverlapping).map((one) => [one.to.id, one.durationMs]));
  const rows = data.rows.map((row) => {
    const ms = into.get(row.id);
    return ms === undefined
      ? row
      : { ...row, label: [`hand-off ${formatMs(ms)}`, labelOf(row)].filter(Boolean).join(' · ') };
  });
  return { ...data, rows };
}
