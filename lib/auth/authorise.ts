// The one door to data: whoever holds a `Caller` has passed the access table, and every query is cut to what they may see.

import type { Pool } from '#lib/db/pool.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { leastFor, type Method, reaches } from './access-table.ts';
import { authenticate } from './authenticate.ts';
import { noteRefusal } from './note-refusal.ts';
import type { Principal } from './principal.ts';

const passed: unique symbol = Symbol('passed the access table');

/** Proof of permission; made only here. `environment`: the only one they may see, null = all. */
export interface Caller {
  readonly [passed]: true;
  readonly pool: Pool;
  readonly principal: Principal;
  readonly environment: string | null;
}

/**
 * The caller of `method` on `path` (a key of the access table). Throws `unauthorized` for nobody, `forbidden` for
 * somebody with too small a role or a route that the table does not know. Fails closed.
 */
export async function authorise(headers: Headers, path: string, method: Method): Promise<Caller> {
  const least = leastFor(path, method);
  const principal = await authenticate(headers);
  if (!principal) throw new AppError('unauthorized', 'Sign in, or send an API token as Authorization: Bearer.');
  if (!least || !reaches(principal.role, least)) {
    noteRefusal('a caller may not do this', {
      actor: principal.actor,
      role: principal.role,
      route: `${method} ${path}`,
    });
    throw new AppError('forbidden', `This needs the role ${least ?? 'of nobody'}; yours is ${principal.role}.`);
  }
  return callerFor(webPool(), principal);
}

/** A caller for a principal that was checked by other means: jobs of our own, and tests. */
export function callerFor(pool: Pool, principal: Principal): Caller {
  return { [passed]: true, pool, principal, environment: principal.environment };
}
