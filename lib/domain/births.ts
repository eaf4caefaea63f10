// (signature first; implementation follows)
import type { Evidence, Micros } from '#lib/domain/evidence.ts';

/**
 * The birth an item belongs to, among the known births of its job name (ascending, without 0): the one it states itself,
 * else the latest not after its own time plus a tolerance for clocks, else 0 (the row of evidence older than every known birth).
 */
export function birthOf(_item: Evidence, _births: readonly Micros[]): Micros {
  throw new Error('not implemented yet');
}

/**
 * A birth was learnt for a name: which row it takes its share from, and what. `births` are those known before, ascending.
 * Only the row of the birth before it (`from`; 0 = the row without a birth) can hold evidence that belongs to the new one.
 */
export function learnBirth(
  _bornAt: Micros,
  _births: readonly Micros[],
): {
  from: Micros;
  births: Micros[] /** Splits the items of the row `from`. */;
  split(items: readonly Evidence[]): { stays: Evidence[]; moves: Evidence[] };
} {
  throw new Error('not implemented yet');
}
