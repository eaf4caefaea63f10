// Moments and durations as they cross the wire: ISO 8601 UTC with milliseconds; numbers in ms whose name ends in `Ms`.
import * as z from 'zod';

export const moment = z.iso.datetime({ precision: 3 }).meta({ description: 'ISO 8601, UTC, milliseconds' });
export const maybeMoment = moment.nullable();
/** Milliseconds, may have a fraction; null = not known. */
export const maybeMs = z.number().nullable();
