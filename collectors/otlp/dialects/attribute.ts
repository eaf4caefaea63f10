// Reading attributes whose type no sender is bound to.
import type { Micros } from '#lib/domain/evidence.ts';
import type { Attributes } from '#lib/ingest/span-row.ts';

/** A non-empty text, or a number as text, under the first of the keys that has one. No list of keys: this is read a dozen times a span. */
export function textOf(
  attributes: Attributes,
  key: string,
  second?: string,
  third?: string,
  fourth?: string,
): string | undefined {
  const value = attributes[key];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  return second === undefined ? undefined : textOf(attributes, second, third, fourth);
}

/** A whole number ≥ `least`, also when sent as text. */
export function wholeOf(attributes: Attributes, key: string, least = 0): number | undefined {
  const value = attributes[key];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least ? number : undefined;
}

/** The first text of a list of texts (captured headers are lists), or the text itself. */
export function firstTextOf(attributes: Attributes, key: string): string | undefined {
  const value = attributes[key];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

/** No job of today was due before 2000; beyond 2^53 microseconds (2255) nothing is exact. */
const firstMs = 946_684_800_000;
const lastMs = Number.MAX_SAFE_INTEGER / 1000;

/** A moment as ISO 8601 text or as milliseconds since 1970; undefined = none, or none that can be. */
export function momentOf(attributes: Attributes, key: string): Micros | undefined {
  const value = attributes[key];
  // `Date.parse` alone takes "-1" for a day in 2001.
  const isDated = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);
  const ms = typeof value === 'number' ? value : isDated ? Date.parse(value) : Number.NaN;
  return ms >= firstMs && ms <= lastMs ? Math.round(ms * 1000) : undefined;
}
