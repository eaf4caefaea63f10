import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';

/** Throws `unavailable` unless the database answers and holds our tables. Tells nothing else about us. */
export async function checkReadiness(): Promise<{ status: 'ok' }> {
  try {
    await webPool().query('select 1 from setting limit 1');
  } catch (cause) {
    throw new AppError('unavailable', 'The database does not answer or was not migrated.', {
      cause,
      retryAfterSeconds: 2,
    });
  }
  return { status: 'ok' };
}
