// Databases to measure on: an embedded Postgres of our own, flushing to disk as in production, or the server in `BENCH_DATABASE_URL`.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#lib/db/migrate.ts';
import { createPool } from '#lib/db/pool.ts';
import { startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';

export interface BenchServer {
  /** Connection string of a database that may be used to make others. */
  url: string;
  /** A migrated database for the time of `work`, dropped afterwards. */
  withDatabase<T>(work: (url: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openBenchServer(): Promise<BenchServer> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) return serverAt(given, async () => {});
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  // The server's account must be able to enter.
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir });
  return serverAt(server.url, async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
}

function serverAt(url: string, close: () => Promise<void>): BenchServer {
  const administer = async (statement: string): Promise<void> => {
    const pool = createPool({ url, max: 1, statementTimeoutMs: 120_000 });
    await pool.query(statement).finally(() => pool.end());
  };
  return {
    url,
    close,
    async withDatabase(work) {
      const name = `signalbox_bench_${randomBytes(4).toString('hex')}`;
      await administer(`create database ${name}`);
      try {
        const own = new URL(url);
        own.pathname = `/${name}`;
        await migrate(own.href);
        return await work(own.href);
      } finally {
        await administer(`drop database if exists ${name} with (force)`);
      }
    },
  };
}
