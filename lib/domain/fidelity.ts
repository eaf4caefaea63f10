// The column `run.fidelity`: two bits a field in the order of `fidelityFields`, then flags: bit 16 skewed, bit 17 late, bit 18 in trace, bit 19 plain.
import { type Fidelity, fidelities } from '#lib/domain/evidence.ts';
import { type FidelityField, fidelityFields } from '#lib/domain/run.ts';

const skewedBit = 1 << 16;
const lateBit = 1 << 17;
/** Set when the run takes part in `run.trace_id` itself, which stands for a `trace` edge; else only its producer or an attempt's name does. */
export const inTraceBit = 1 << 18;

/**
 * Set when the run's only attempt is number 1, runs or succeeded without an error, and began, ended and was worked as the run's own columns
 * say: it has no row in `attempt`.
 */
export const plainBit = 1 << 19;

export interface FidelityColumn {
  fidelity: Record<FidelityField, Fidelity>;
  isSkewed: boolean;
  /** Evidence came after the run's aliases had expired: it feeds only the `late` counter. */
  isLate: boolean;
}

export function packFidelity({ fidelity, isSkewed, isLate }: FidelityColumn): number {
  let packed = (isSkewed ? skewedBit : 0) | (isLate ? lateBit : 0);
  for (let i = 0; i < fidelityFields.length; i++) {
    packed |= fidelities.indexOf(fidelity[fidelityFields[i] as FidelityField]) << (2 * i);
  }
  return packed;
}

export function unpackFidelity(packed: number): FidelityColumn {
  const fidelity = {} as Record<FidelityField, Fidelity>;
  for (let i = 0; i < fidelityFields.length; i++) {
    fidelity[fidelityFields[i] as FidelityField] = fidelities[(packed >> (2 * i)) & 3] as Fidelity;
  }
  return { fidelity, isSkewed: (packed & skewedBit) !== 0, isLate: (packed & lateBit) !== 0 };
}

/** Whether a stored run counts only as late. */
export const isLateFidelity = (packed: number): boolean => (packed & lateBit) !== 0;
