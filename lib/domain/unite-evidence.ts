// (signature first; implementation follows)
import type { Evidence } from '#lib/domain/evidence.ts';

/** Union of two sets of normalised evidence by id, within the caps per class, in canonical order. */
export function uniteEvidence(_a: readonly Evidence[], _b: readonly Evidence[]): Evidence[] {
  throw new Error('not implemented yet');
}
