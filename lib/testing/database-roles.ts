// The processes' own database roles on a test's server, which is nobody else's: each with a password, on the test's database.
import { randomBytes } from 'node:crypto';
import type { Pool } from '#lib/db/pool.ts';
import { createDatabaseRoles, grantRights } from '#lib/db/role/grant-rights.ts';
import { type DatabaseRole, databaseRoles } from '#lib/db/role/rights.ts';

/** The connection string of each, as `signalbox database-roles` and `\password` would leave them. */
export async function rolesOf(database: { url: string; pool: Pool }): Promise<Record<DatabaseRole, string>> {
  await createDatabaseRoles(database.pool);
  await grantRights(database.pool);
  const password = randomBytes(12).toString('hex');
  const urls: [DatabaseRole, string][] = [];
  for (const role of databaseRoles) {
    await database.pool.query(`alter role ${role} password '${password}'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = password;
    urls.push([role, url.href]);
  }
  return Object.fromEntries(urls) as Record<DatabaseRole, string>;
}
