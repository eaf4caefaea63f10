// (signature first; implementation follows)
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { Run } from '#lib/domain/run.ts';

/** What a set of evidence (one run's, at least one item) says: a pure function of the set, whatever its order. */
export function deriveRun(_items: readonly Evidence[]): Run {
  throw new Error('not implemented yet');
}

/** What lists and rollups sort by: enqueued, else started, else finished, else the first moment in the evidence. */
export function orderedAtOf(_run: Run, _items: readonly Evidence[]): Micros {
  throw new Error('not implemented yet');
}

/** The earliest moment in the evidence: what a new run's id is minted from (clamp to existing partitions). */
export function earliestOf(_items: readonly Evidence[]): Micros {
  throw new Error('not implemented yet');
}
