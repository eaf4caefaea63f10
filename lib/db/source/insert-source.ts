import { randomUUID } from 'node:crypto';
import { writeParts } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { publicConfig } from './public-config.ts';
import type { SourceStore, SourceValues } from './source-row.ts';
import { sealSource } from './source-secrets.ts';

/** Stores a new source and returns its id, in a transaction of the caller's; the watcher picks it up within two seconds. Throws AppError('conflict') for a taken name. */
export async function insertSource({ db, secrets }: SourceStore, values: SourceValues): Promise<string> {
  const id = randomUUID();
  const made = await db.query(
    `insert into source (id, name, environment, kind, config, poll_ms, correlation, payload, act, is_enabled)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (environment, name) do nothing`,
    [
      id,
      values.name,
      values.environment,
      values.kind,
      JSON.stringify(publicConfig(values.config)),
      values.pollMs,
      JSON.stringify(values.correlation),
      JSON.stringify(values.payload),
      JSON.stringify({ enabled: values.act.enabled }),
      values.enabled,
    ],
  );
  if (made.rowCount === 0) {
    throw new AppError(
      'conflict',
      `There is a source '${values.name}' in environment '${values.environment}' already.`,
    );
  }
  await writeParts(
    db,
    'source',
    id,
    sealSource(secrets, id, { config: values.config, actUrl: values.act.url ?? null }),
  );
  return id;
}
