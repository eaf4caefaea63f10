// A Postgres for one fault: a real server on a port of its own that can be stopped hard and started again.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
// Where the server's programs lie and how root starts them; nothing of the product under test.
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';

export interface FaultPostgres {
  port: number;
  /** With the server's own port. */
  url: string;
  /** Immediate shutdown, as by a crash: no checkpoint, connections cut. */
  crash(): Promise<void>;
  /** Starts it again; no-op while it runs. Throws when it cannot. */
  start(): Promise<void>;
  isRunning(): boolean;
  /** One statement on a connection of its own, past any proxy. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

/** Initialises and starts a server in `dataDir`, which its account must be able to enter. */
export async function startPostgres(dataDir: string): Promise<FaultPostgres> {
  let server: EmbeddedPostgres | null = await startEmbeddedPostgres({ dataDir });
  const { url, port } = server;
  const watch = (one: EmbeddedPostgres) => {
    void one.exited.then(() => {
      if (server === one) server = null;
    });
  };
  watch(server);
  return {
    port,
    url,
    isRunning: () => server !== null,
    async crash() {
      const exited = server?.exited;
      const pidFile = path.join(dataDir, 'postgres', 'postmaster.pid');
      if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]), 'SIGQUIT');
      await exited;
    },
    async start() {
      if (server) return;
      server = await startEmbeddedPostgres({ dataDir, port });
      watch(server);
    },
    async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      const client = new pg.Client({
        connectionString: url,
        application_name: 'oracle',
        connectionTimeoutMillis: 10_000,
      });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query<T>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    async stop() {
      await server?.stop();
    },
  };
}
