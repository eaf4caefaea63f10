import { AppError } from '#lib/errors.ts';
import { keepSecrets, publicConfig } from './public-config.ts';
import { openSecrets, type SourceStore, type SourceValues, sealSecrets } from './source-row.ts';

interface KnownSource extends Omit<SourceValues, 'config'> {
  secret: Buffer | null;
  isDeclared: boolean;
}

/**
 * Changes what is given and keeps the rest; secrets that are left out stay as they are. Throws AppError 'not_found', 'conflict' for a
 * taken name, and 'conflict' for a source that is declared in `signalbox.yaml`.
 */
export async function updateSource(
  { db, secrets }: SourceStore,
  id: string,
  change: Partial<Omit<SourceValues, 'kind'>>,
): Promise<void> {
  const found = await db.query<KnownSource>(
    `select name, environment, kind, secret, poll_ms as "pollMs", correlation, payload, act, is_enabled as enabled, is_declared as "isDeclared"
       from source where id = $1`,
    [id],
  );
  const known = found.rows[0];
  if (!known) throw new AppError('not_found', 'There is no such source.');
  if (known.isDeclared) throw new AppError('conflict', 'This source is declared in signalbox.yaml: change it there.');
  const { secret, ...values } = known;
  const kept = secret ? openSecrets(secrets, { id, secret }) : { config: {}, actUrl: null };
  const config = change.config ? keepSecrets(change.config, kept.config) : kept.config;
  const next = { ...values, ...change };
  const actUrl = change.act?.url ?? kept.actUrl;
  try {
    await db.query(
      `update source set name = $2, environment = $3, config = $4, secret = $5, poll_ms = $6, correlation = $7, payload = $8, act = $9,
              is_enabled = $10 where id = $1`,
      [
        id,
        next.name,
        next.environment,
        JSON.stringify(publicConfig(config)),
        sealSecrets(secrets, id, { config, actUrl }),
        next.pollMs,
        JSON.stringify(next.correlation),
        JSON.stringify(next.payload),
        JSON.stringify({ enabled: next.act.enabled }),
        next.enabled,
      ],
    );
  } catch (cause) {
    if ((cause as { code?: string }).code === '23505') {
      throw new AppError('conflict', `There is a source '${next.name}' in '${next.environment}' already.`, { cause });
    }
    throw cause;
  }
}
