// (signature first; implementation follows)
import type { Evidence } from '#lib/domain/evidence.ts';

/** Brings units, precision and letter case into one form, drops what is not valid. Idempotent. Call before the first union or pack. */
export function normalizeEvidence(_item: Evidence): Evidence {
  throw new Error('not implemented yet');
}
