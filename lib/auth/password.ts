// Passwords are kept as argon2id with the parameters of OWASP's first recommendation (19 MiB, 2 passes, 1 lane).
import { hash, verify } from '@node-rs/argon2';

const argon2id = 2; // the package's const enum cannot be imported under isolated modules
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** False for a wrong password and for a stored hash that cannot be read. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  return await verify(stored, password).catch(() => false);
}
