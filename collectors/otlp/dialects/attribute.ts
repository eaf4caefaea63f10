// Reading attributes whose type no sender is bound to.
import type { Attributes } from '#lib/ingest/span-row.ts';

/** A non-empty text, or a number as text, under the first of `keys` that has one. */
export function textOf(attributes: Attributes, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
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
