import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '#lib/errors.ts';

export interface WaitOptions {
  everyMs?: number;
  /** Infinity = never. */
  giveUpMs?: number | undefined;
  say?: (line: string) => void;
  signal?: AbortSignal;
}

/** The address without its password, fit to be printed. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** Waits until the database answers: a line each 5 s, `unavailable` with the reason after 60 s. Throws `invalid_input` below Postgres 15. */
export async function waitForDatabase(url: string, options: WaitOptions = {}): Promise<void> {
  const { everyMs = 5_000, giveUpMs = 60_000, say = console.log, signal } = options;
  const began = Date.now();
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: Math.min(everyMs, 5_000) });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ version: number }>(
        "select current_setting('server_version_num')::int4 as version",
      );
      const version = rows[0]?.version ?? 0;
      if (version < 150_000)
        throw new AppError(
          'invalid_input',
          `Postgres ${Math.floor(version / 10_000)} is too old: Signalbox needs 15 or newer.`,
        );
      return;
    } catch (error) {
      if (error instanceof AppError) throw error;
      const reason = (error as Error).message || String((error as NodeJS.ErrnoException).code);
      const waitedMs = Date.now() - began;
      if (waitedMs + everyMs > giveUpMs) {
        throw new AppError(
          'unavailable',
          `The database at ${describeDatabase(url)} did not answer within ${giveUpMs / 1000} s: ${reason}. Check DATABASE_URL.`,
        );
      }
      say(`Waiting for the database at ${describeDatabase(url)} (${Math.round(waitedMs / 1000)} s): ${reason}`);
    } finally {
      await client.end().catch(() => {});
    }
    signal?.throwIfAborted();
    await sleep(everyMs, undefined, signal ? { signal } : {});
  }
}
