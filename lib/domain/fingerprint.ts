// (signature first; implementation follows)
import type { RunError } from '#lib/domain/evidence.ts';

/** 128 bits in hex that errors of one cause share: error type, normalised message, top frames of the user's own code. */
export function fingerprintOf(_error: RunError): string {
  throw new Error('not implemented yet');
}
