import { AppError } from '#lib/errors.ts';
import { keepSecrets } from './public-config.ts';
import { openSecrets, type SourceStore } from './source-row.ts';

/** `next` with the secrets of a stored source where it leaves them out. Throws AppError('not_found'). */
export async function mergedConfig(
  { db, secrets }: SourceStore,
  id: string,
  next: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const found = await db.query<{ secret: Buffer | null }>('select secret from source where id = $1', [id]);
  const row = found.rows[0];
  if (!row) throw new AppError('not_found', 'There is no such source.');
  const { secret } = row;
  return secret ? keepSecrets(next, openSecrets(secrets, { id, secret }).config) : next;
}
