import * as z from 'zod';
import { fidelities } from '#lib/domain/evidence.ts';
import { fidelityFields } from '#lib/domain/run.ts';

export const fidelity = z.enum(fidelities);
/** How each field of a run is known. */
export const runFidelity = z.record(z.enum(fidelityFields), fidelity);
