import { selectParts } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { keptSecrets, secretConfig } from './public-config.ts';
import type { SourceStore } from './source-row.ts';
import { openSource } from './source-secrets.ts';

/** `next` with the secrets of a stored source where it leaves them out. For whom may read secrets. Throws AppError('not_found'). */
export async function mergedConfig(
  { db, secrets }: SourceStore,
  id: string,
  next: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const found = await db.query<{ config: Record<string, unknown> }>('select config from source where id = $1', [id]);
  const row = found.rows[0];
  if (!row) throw new AppError('not_found', 'There is no such source.');
  const known = openSource(secrets, { id, config: row.config, parts: await selectParts(db, 'source', id) }).config;
  const kept = keptSecrets(next, row.config, Object.keys(secretConfig(known)));
  return { ...next, ...Object.fromEntries(kept.map((key) => [key, known[key]])) };
}
