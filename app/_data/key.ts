// Keys and tokens.
import type { KeyCreated, KeyInput } from '#lib/contracts/key.ts';
import { fetchJson } from './fetch-json.ts';

/** The answer is the only one that carries the token. */
export const addKey = (input: KeyInput) => fetchJson<KeyCreated>('/keys', { method: 'POST', body: input });
