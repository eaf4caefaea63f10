// Who may read /metrics of a process that has no sessions: on loopback everybody, elsewhere who has a token that may read.
import { findKey } from '#lib/db/key/find-key.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { bearerOf, hashToken, isSameSecret, isTokenShaped } from './api-token.ts';

/** Throws AppError: unauthorized (no or unknown token), forbidden (an ingest key), unavailable (it cannot be checked now). */
export async function requireMetricsReader(
  db: Queryable,
  bootstrapToken: string | null,
  authorization: string | undefined,
): Promise<void> {
  const token = bearerOf(authorization ?? null);
  if (token === null)
    throw new AppError('unauthorized', 'A token that may read is needed: Authorization: Bearer sbx_rd_…');
  if (bootstrapToken !== null && isSameSecret(token, bootstrapToken)) return;
  if (!isTokenShaped(token)) throw new AppError('unauthorized', 'This is not a token.');
  const key = await findKey(db, hashToken(token)).catch((cause: unknown) => {
    throw new AppError('unavailable', 'The token cannot be checked: the database is away.', {
      cause,
      retryAfterSeconds: 5,
    });
  });
  if (!key) throw new AppError('unauthorized', 'This token is unknown, expired or revoked.');
  if (key.scope === 'ingest') throw new AppError('forbidden', 'An ingest key can only send telemetry.');
}

/** Of an address that a socket is bound to, not of a name. */
export const isLoopback = (address: string): boolean =>
  /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
