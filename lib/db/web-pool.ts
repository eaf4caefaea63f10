// The one pool of the web process. On globalThis, because Next loads a module once per bundle and again on each reload.
import { createPool, type Pool } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

const slot = globalThis as typeof globalThis & { signalboxWebPool?: Pool };

/** The pool of this web process; throws `unavailable` when DATABASE_URL is not set. */
export function webPool(): Pool {
  if (slot.signalboxWebPool) return slot.signalboxWebPool;
  const url = process.env.DATABASE_URL;
  if (!url) throw new AppError('unavailable', 'DATABASE_URL is not set: start with npm start');
  slot.signalboxWebPool = createPool({ url, max: 10, applicationName: 'signalbox-web', statementTimeoutMs: 15_000 });
  return slot.signalboxWebPool;
}

/** The next one who asks gets a new pool: tests of one process have a database each. */
export function forgetWebPool(): void {
  delete slot.signalboxWebPool;
}
