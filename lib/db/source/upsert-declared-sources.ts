import { inTransaction, type Pool } from '#lib/db/pool.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { publicConfig } from './public-config.ts';
import { openSecrets, type SourceValues, sealSecrets } from './source-row.ts';

/**
 * Makes the declared sources what `signalbox.yaml` says; those that it no longer names are disabled, not deleted, so that nothing read
 * from them loses its origin. A source whose settings did not change is left untouched, so that its reader goes on undisturbed.
 */
export async function upsertDeclaredSources(
  pool: Pool,
  secrets: SecretBox,
  declared: readonly SourceValues[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Several watchers may start at once: one after the other.
    await client.query(`select pg_advisory_xact_lock(hashtext('signalbox declared sources'))`);
    for (const values of declared) {
      const known = await client.query<{ secret: Buffer | null }>(
        'select secret from source where environment = $1 and name = $2',
        [values.environment, values.name],
      );
      const wanted = { config: values.config, actUrl: values.act.url ?? null };
      const before = known.rows[0]?.secret;
      const secret = before && isSealedAs(secrets, before, wanted) ? before : sealSecrets(secrets, wanted);
      await client.query(
        `insert into source as s (name, environment, kind, config, secret, poll_ms, correlation, payload, act, is_enabled, is_declared)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true)
         on conflict (environment, name) do update
            set kind = excluded.kind, config = excluded.config, secret = excluded.secret, poll_ms = excluded.poll_ms,
                correlation = excluded.correlation, payload = excluded.payload, act = excluded.act,
                is_enabled = excluded.is_enabled, is_declared = true`,
        [
          values.name,
          values.environment,
          values.kind,
          JSON.stringify(publicConfig(values.config)),
          secret,
          values.pollMs,
          JSON.stringify(values.correlation),
          JSON.stringify(values.payload),
          JSON.stringify({ enabled: values.act.enabled }),
          values.enabled,
        ],
      );
    }
    await client.query(
      `update source s set is_enabled = false, is_declared = false
        where is_declared and not exists (
          select from unnest($1::text[], $2::text[]) as d(environment, name) where d.environment = s.environment and d.name = s.name)`,
      [declared.map((d) => d.environment), declared.map((d) => d.name)],
    );
  });
}

function isSealedAs(secrets: SecretBox, sealed: Buffer, wanted: object): boolean {
  try {
    return JSON.stringify(openSecrets(secrets, sealed)) === JSON.stringify(wanted);
  } catch {
    return false; // sealed under another SIGNALBOX_SECRET: the declaration is there to seal it anew
  }
}
