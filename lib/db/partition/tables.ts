// The tables that are cut into days, and how long each keeps its days. Dropping a day is the only way old data leaves them.
import { type Day, dayText, firstIdOf } from '#lib/db/partition/day.ts';

export interface DayTable {
  name: string;
  /** What bounds a day: ids minted in it, moments, or the date itself. */
  key: 'id' | 'moment' | 'date';
  /** Days kept before today; the least is 8, the alias horizon plus one. */
  keepDays: number;
  /** Storage options of a partition. */
  with?: string;
}

/** Runs, with their attempts and edges. */
export const runKeepDays = 30;

/** In the order in which a day's partitions are dropped: what is pointed at last. */
export const dayTables: readonly DayTable[] = [
  { name: 'run_alias', key: 'date', keepDays: 8 },
  { name: 'span_chunk', key: 'moment', keepDays: 14 },
  { name: 'span', key: 'moment', keepDays: 14 },
  { name: 'log', key: 'moment', keepDays: 14 },
  { name: 'sample', key: 'moment', keepDays: 90 },
  { name: 'edge', key: 'id', keepDays: runKeepDays },
  { name: 'attempt', key: 'id', keepDays: runKeepDays, with: 'fillfactor = 80' },
  // Hardly ever written again: what is told of a run while it is hot has its room in `run_hot`.
  { name: 'run_cold', key: 'id', keepDays: runKeepDays, with: 'fillfactor = 95' },
];

/** Days made ahead, so that nothing waits for the keeper. */
export const daysAhead = 3;
/** Days that exist from the start, for evidence that arrives late. */
export const daysBehind = 8;

/** The two bounds of one day as SQL literals. */
export function boundsOf(table: DayTable, day: Day): { from: string; to: string } {
  if (table.key === 'id') return { from: `'${firstIdOf(day)}'`, to: `'${firstIdOf(day + 1)}'` };
  const zone = table.key === 'moment' ? ' 00:00:00+00' : '';
  return { from: `'${dayText(day)}${zone}'`, to: `'${dayText(day + 1)}${zone}'` };
}
