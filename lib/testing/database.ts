// A database of one's own for each test file, cloned from the migrated template in a few milliseconds.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createPool, type Pool } from '#lib/db/pool.ts';

export interface TestDatabase {
  url: string;
  pool: Pool;
  drop(): Promise<void>;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // one clone at a time: Postgres refuses to copy a template that another session uses
    await client.query('select pg_advisory_lock(7154)');
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Clones the migrated template. `drop` ends its pool and every session left. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('databaseUrl');
  const admin = template.replace(/\/signalbox$/, '/postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(admin, `create database ${name} template signalbox strategy file_copy`);
  const url = template.replace(/\/signalbox$/, `/${name}`);
  const pool = createPool({ url });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await administer(admin, `drop database if exists ${name} with (force)`);
    },
  };
}
