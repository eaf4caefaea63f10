import type { Caller } from '#lib/auth/authorise.ts';
import { AppError } from '#lib/errors.ts';

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Rules, channels and silences reach across environments. */
export function refuseBound({ environment }: Caller): void {
  if (environment !== null)
    throw new AppError('forbidden', 'A token bound to one environment sees instances of alerts only.');
}
