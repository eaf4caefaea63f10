import { selectPartNames, writeParts } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { keptSecrets, publicConfig } from './public-config.ts';
import type { SourceStore, SourceValues } from './source-row.ts';
import { sealSource, secretKeys, sourcePart } from './source-secrets.ts';

interface KnownSource extends SourceValues {
  /** Without secrets. */
  config: Record<string, unknown>;
  isDeclared: boolean;
}

/**
 * Changes what is given and keeps the rest; secrets that are left out stay as they are. Throws AppError 'not_found', 'conflict' for a
 * taken name, and 'conflict' for a source that is declared in `signalbox.yaml`. In a transaction of the caller's.
 */
export async function updateSource(
  { db, secrets }: SourceStore,
  id: string,
  change: Partial<Omit<SourceValues, 'kind'>>,
): Promise<void> {
  const found = await db.query<KnownSource>(
    `select name, environment, kind, config, poll_ms as "pollMs", correlation, payload, act, is_enabled as enabled, is_declared as "isDeclared"
       from source where id = $1`,
    [id],
  );
  const known = found.rows[0];
  if (!known) throw new AppError('not_found', 'There is no such source.');
  if (known.isDeclared) throw new AppError('conflict', 'This source is declared in signalbox.yaml: change it there.');
  const { isDeclared: _, ...values } = known;
  const next = { ...values, ...change };
  if (change.config || change.act?.url) await changeSecrets({ db, secrets }, id, known.config, change);
  try {
    await db.query(
      `update source set name = $2, environment = $3, config = $4, poll_ms = $5, correlation = $6, payload = $7, act = $8,
              is_enabled = $9 where id = $1`,
      [
        id,
        next.name,
        next.environment,
        JSON.stringify(publicConfig(next.config)),
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

/** Without reading any: those that stay are left where they are. */
async function changeSecrets(
  { db, secrets }: SourceStore,
  id: string,
  shown: Record<string, unknown>,
  { config, act }: Partial<Pick<SourceValues, 'config' | 'act'>>,
): Promise<void> {
  const stored = secretKeys(await selectPartNames(db, 'source', id));
  const kept = config ? keptSecrets(config, shown, stored) : stored;
  const given = sealSource(secrets, id, { config: config ?? {}, actUrl: act?.url ?? null });
  for (const key of kept) delete given[sourcePart(key)];
  const gone = stored.filter((key) => !kept.includes(key)).map(sourcePart);
  await writeParts(db, 'source', id, given, gone);
}
