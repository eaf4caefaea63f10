// Which log records belong to a row of the waterfall: those of its span and of all spans below it. Pure.
import type { LogView } from '#lib/contracts/log-view.ts';
import { subtreeOf } from './critical-path.ts';
import type { WaterfallItem, WaterfallRow } from './series.ts';

const spanIdOf = (item: WaterfallItem): string | null => {
  if (item.kind === 'span') return item.span.spanId;
  return item.kind === 'attempt' ? item.attempt.spanId : null;
};

/** By time, as given. Records of no span stand with the run itself. */
export function logsOfRow(rows: readonly WaterfallRow[], row: WaterfallRow, logs: readonly LogView[]): LogView[] {
  if (logs.length === 0) return [];
  const ids = new Set(subtreeOf(rows, row.id).map(({ item }) => spanIdOf(item)));
  return logs.filter((log) => (log.spanId === null ? row.item.kind === 'run' : ids.has(log.spanId)));
}
