import { isDeepStrictEqual } from 'node:util';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { replaceParts, selectParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { publicConfig } from './public-config.ts';
import type { SourceValues } from './source-row.ts';
import { openSource, type SealedSource, type SourceSecrets, sealSource } from './source-secrets.ts';

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
      const shown = publicConfig(values.config);
      const { rows } = await client.query<{ id: string }>(
        `insert into source as s (name, environment, kind, config, poll_ms, correlation, payload, act, is_enabled, is_declared)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
         on conflict (environment, name) do update
            set kind = excluded.kind, config = excluded.config, poll_ms = excluded.poll_ms,
                correlation = excluded.correlation, payload = excluded.payload, act = excluded.act,
                is_enabled = excluded.is_enabled, is_declared = true
         returning id`,
        [
          values.name,
          values.environment,
          values.kind,
          JSON.stringify(shown),
          values.pollMs,
          JSON.stringify(values.correlation),
          JSON.stringify(values.payload),
          JSON.stringify({ enabled: values.act.enabled }),
          values.enabled,
        ],
      );
      const { id } = rows[0] as (typeof rows)[number];
      const wanted = { config: values.config, actUrl: values.act.url ?? null };
      const parts = await selectParts(client, 'source', id);
      if (!isSealedAs(secrets, { id, config: shown, parts }, wanted))
        await replaceParts(client, 'source', id, sealSource(secrets, id, wanted));
    }
    await client.query(
      `update source s set is_enabled = false, is_declared = false
        where is_declared and not exists (
          select from unnest($1::text[], $2::text[]) as d(environment, name) where d.environment = s.environment and d.name = s.name)`,
      [declared.map((d) => d.environment), declared.map((d) => d.name)],
    );
  });
}

function isSealedAs(secrets: SecretBox, stored: SealedSource, wanted: SourceSecrets): boolean {
  if (wholePart in stored.parts) return false;
  try {
    return isDeepStrictEqual(openSource(secrets, stored), wanted);
  } catch {
    return false; // sealed under another SIGNALBOX_SECRET: the declaration is there to seal it anew
  }
}
