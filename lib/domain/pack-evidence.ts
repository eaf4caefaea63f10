// (signature first; implementation follows)
import type { Evidence } from '#lib/domain/evidence.ts';

/** Normalised evidence as one self-contained body: own string table, varints, times as differences. */
export function packEvidence(_items: readonly Evidence[]): Buffer {
  throw new Error('not implemented yet');
}

/** The inverse of `packEvidence`. Kinds unknown to this version are kept. Throws AppError('invalid_input') for a body that is cut or foreign. */
export function unpackEvidence(_body: Uint8Array): Evidence[] {
  throw new Error('not implemented yet');
}
