// One read-only connection to somebody else's Postgres.
import pg from 'pg';

const statementTimeoutMs = 10_000;

export class ReadingPool {
  #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 1,
      application_name: 'signalbox watcher',
      connectionTimeoutMillis: 8_000,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      // Waiting for a lock would hold up whoever wants one after us.
      options: '-c default_transaction_read_only=on -c lock_timeout=2s',
    });
    this.#pool.on('error', () => {});
  }

  /** Runs `work` in one read-only transaction of one snapshot. `signal` cuts the connection, which ends the query on the server too. */
  async read<T>(signal: AbortSignal, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const client = await this.#pool.connect();
    let isCut = false;
    const cut = (): void => {
      isCut = true;
      client.release(true);
    };
    signal.addEventListener('abort', cut, { once: true });
    try {
      await client.query('begin transaction isolation level repeatable read read only');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      if (!isCut) await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
      if (!isCut) client.release();
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
