// Fields of parsed OTLP/JSON, checked: absent and null are the default, a wrong type is the sender's fault (400).
// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';

export type Json = Record<string, unknown>;

function bad(field: string, expected: string): AppError {
  return new AppError('invalid_input', `not an OTLP JSON message: ${field} must be ${expected}`);
}

export function asObject(value: unknown, field: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(field, 'an object');
  return value as Json;
}

export function listAt(owner: Json, field: string): unknown[] {
  const value = owner[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw bad(field, 'a list');
  return value;
}

const snakeCase = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A list of envelopes or records. The name in the .proto files is refused: ignoring it would acknowledge a request and keep nothing. */
export function envelopesAt(owner: Json, field: string): unknown[] {
  if (owner[field] === undefined && snakeCase(field) !== field && owner[snakeCase(field)] !== undefined) {
    throw new AppError('invalid_input', `not an OTLP JSON message: ${snakeCase(field)} must be written ${field}`);
  }
  return listAt(owner, field);
}

export function objectAt(owner: Json, field: string): Json | null {
  const value = owner[field];
  return value === undefined || value === null ? null : asObject(value, field);
}

export function textAt(owner: Json, field: string): string {
  const value = owner[field];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw bad(field, 'a string');
  return value;
}

/** Enums, counts and flags: whole numbers, also as strings of digits; names of enum values are not allowed by OTLP. */
export function integerAt(owner: Json, field: string): number {
  const value = owner[field];
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < -(2 ** 31) || number >= 2 ** 32) {
    throw bad(field, 'an integer of 32 bits');
  }
  return number;
}

/** An id in hex, any case, as lower-case; what is not hex becomes longer than any id, and fails the check of ids later. */
export function hexAt(owner: Json, field: string): string {
  const id = textAt(owner, field);
  return /^[0-9a-f]*$/.test(id) ? id : /^[0-9a-fA-F]*$/.test(id) ? id.toLowerCase() : `?${id.slice(0, 60)}`.padEnd(40);
}

/**
 * Nanoseconds as a string (exact) or a number, in whole microseconds rounded down, at most 2^53 − 1; 0 = absent. What is below zero is no
 * fixed64, but no reason to refuse the records beside it: it becomes −1, a moment that is taken nowhere.
 */
export function microsAt(owner: Json, field: string): Micros {
  const value = owner[field];
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && value >= 0) return Math.min(Math.floor(value / 1000), Number.MAX_SAFE_INTEGER);
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) {
    return Math.min(Number(value.slice(0, -3)), Number.MAX_SAFE_INTEGER);
  }
  if ((typeof value === 'number' && value < 0) || (typeof value === 'string' && /^-\d+$/.test(value))) return -1;
  throw bad(field, 'nanoseconds since 1970');
}

const limit = 2n ** 53n;

/** An int64 as a string or a number (uint64 too, kept as it is): a number where it is exact, else its digits. */
export function int64(value: unknown, field: string): number | string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    const exact = BigInt(value);
    return exact >= -limit && exact < limit ? Number(exact) : String(exact);
  }
  throw bad(field, 'an integer');
}

/** Also as a word, which some writers of JSON use. */
export function boolean(value: unknown, field: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw bad(field, 'true or false');
}

/** A number of 16 digits and more, which JSON.parse would round. What looks like one inside a string costs time only. */
const longInteger = /[:,[]\s*-?\d{16}/;

/** JSON.parse, with whole numbers beyond 2^53 as their digits. */
export function parseJson(text: string): unknown {
  if (!longInteger.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]);
}

/** Source: https://tc39.es/proposal-json-parse-with-source/, in every Node that this product runs on. */
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context.source ?? '') ? context.source : value;
}

/** A double, with the words that JSON lacks numbers for. */
export function double(value: unknown, field: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) return Number(value);
  throw bad(field, 'a number');
}
