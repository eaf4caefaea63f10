// Job ids are used again: BullMQ counts from 1 after a flush, users choose ids themselves. A job name therefore has births, the
// creation times that its sources state, and one run each. Which run an item belongs to is a function of the item and of the
// set of births, so arrival order cannot matter; a birth learnt late takes its share from the row before it, and from no other.
//
// Every witness of one source must state one birth alike, to the microsecond: read it from one field of the backend's record.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';

/** How far before a birth, by its own clock, an item may still belong to it. Workers' clocks differ more than a backend's parts. */
const toleranceUs = { backend: 1_000_000, worker: 5_000_000, us: 5_000_000 } as const;

/** What `births.ts` reads of an item. */
export type BornItem = Pick<Evidence, 'at' | 'atClock' | 'kind' | 'names'>;

/**
 * The birth an item belongs to, among the known births of its job name (ascending, without 0): the one it states itself, else
 * the latest that is not after its own time plus a tolerance for clocks, else 0 (evidence older than every known birth).
 */
export function birthOf(item: BornItem, births: readonly Micros[]): Micros {
  if (item.names.bornAt !== undefined) return item.names.bornAt;
  // A run is not found lost right after its birth: it was taken, and its worker's time ran out.
  const reach = item.kind === 'lost' ? item.at : item.at + toleranceUs[item.atClock];
  for (let i = births.length - 1; i >= 0; i--) if ((births[i] as Micros) <= reach) return births[i] as Micros;
  return 0;
}

export interface LearntBirth {
  /** The birth whose row may hold evidence of the new one; 0 = the row without a birth. */
  from: Micros;
  /** All births now known, ascending. */
  births: Micros[];
  /** Parts the items of the row `from`. When nothing stays, the row itself becomes the new birth's and no run need be made. */
  split(items: readonly Evidence[]): { stays: Evidence[]; moves: Evidence[] };
}

/** A birth was learnt for a name whose births so far are `known` (ascending, without 0, without the new one). */
export function learnBirth(bornAt: Micros, known: readonly Micros[]): LearntBirth {
  const births = known.length === 0 ? [bornAt] : [...known, bornAt].sort((a, b) => a - b);
  const place = births.indexOf(bornAt);
  return {
    from: place === 0 ? 0 : (births[place - 1] as Micros),
    births,
    split(items) {
      const stays: Evidence[] = [];
      const moves: Evidence[] = [];
      for (const item of items) (birthOf(item, births) === bornAt ? moves : stays).push(item);
      return { stays, moves };
    },
  };
}
