import { randomUUID } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import { publicConfig } from './public-config.ts';
import { type SourceStore, type SourceValues, sealSecrets } from './source-row.ts';

/** Stores a new source and returns its id; the watcher picks it up within two seconds. Throws AppError('conflict') for a taken name. */
export async function insertSource({ db, secrets }: SourceStore, values: SourceValues): Promise<string> {
  const id = randomUUID();
  const made = await db.query(
    `insert into source (id, name, environment, kind, config, secret, poll_ms, correlation, payload, act, is_enabled)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (environment, name) do nothing`,
    [
      id,
      values.name,
      values.environment,
      values.kind,
      JSON.stringify(publicConfig(values.config)),
      sealSecrets(secrets, id, { config: values.config, actUrl: values.act.url ?? null }),
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
  return id;
}
