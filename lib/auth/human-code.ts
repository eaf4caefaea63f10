// Codes that people copy by hand: for the first admin, and in place of a lost phone.
import { randomInt } from 'node:crypto';

const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'; // no 0/O, 1/I/L, U

/** 16 characters (78 bits) in four groups. */
export function newHumanCode(): string {
  const letters = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [letters(), letters(), letters(), letters()].join('-');
}

/** Without what people change when they copy: case, spaces, dashes. Hash this. */
export const canonicalCode = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
