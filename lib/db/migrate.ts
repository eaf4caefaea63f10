// Brings the schema up to date. Safe to call from several processes at once: the runner holds a lock.
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { createPool } from '#lib/db/pool.ts';
import { grantRights, hasDatabaseRoles } from '#lib/db/role/grant-rights.ts';

/** Runs pending migrations of `lib/db/migrations`, then makes the partitions that ingest needs, and gives the processes' own roles, where there are such, their rights. Returns the names of what was applied. */
export async function migrate(url: string): Promise<string[]> {
  const applied = await runner({
    databaseUrl: url,
    dir: join(import.meta.dirname, 'migrations'),
    direction: 'up',
    migrationsTable: 'migration',
    checkOrder: true,
    log: () => {},
    logger: { debug: () => {}, info: () => {}, warn: console.warn, error: console.error },
  });
  const pool = createPool({ url, max: 2 });
  try {
    await prepareDatabase(pool);
    if (await hasDatabaseRoles(pool)) await grantRights(pool);
  } finally {
    await pool.end();
  }
  return applied.map((migration) => migration.name);
}
