// The one way to Postgres. Results are read as text (node-postgres issue 3495: `binary: true` corrupts them).
import pg from 'pg';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** Anything a single statement can be sent through. */
export type Queryable = Pick<pg.Pool, 'query'>;

pg.types.setTypeParser(20, (text) => Number(text)); // int8: our counters stay below 2^53

export interface PoolOptions {
  url: string;
  max?: number;
  applicationName?: string;
  statementTimeoutMs?: number;
  connectTimeoutMs?: number;
  /** A connection that somebody holds for longer is taken for dead and cut: a half-open one would keep him for a quarter of an hour. */
  maxHeldMs?: number;
}

/** A pool with time limits and keep-alives; errors of connections at rest are swallowed, the next query reports them. */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 8,
    application_name: options.applicationName ?? 'signalbox',
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // one that is opened anew has planned nothing yet
    idleTimeoutMillis: 300_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    // by estimated cost, over many partitions, it would compile statements for longer than they run
    onConnect: async (client) => {
      await client.query('set jit = off');
    },
  });
  pool.on('error', () => {});
  // one that breaks between two statements of a transaction would otherwise end the process
  pool.on('connect', (client) => client.on('error', () => {}));
  if (options.maxHeldMs !== undefined) cutWhenHeld(pool, options.maxHeldMs);
  return pool;
}

function cutWhenHeld(pool: Pool, maxHeldMs: number): void {
  const timers = new WeakMap<Client, NodeJS.Timeout>();
  const cut = (client: Client): void => {
    const { connection } = client as unknown as { connection: pg.Connection };
    connection.stream.destroy(new Error(`the database was silent for ${maxHeldMs} ms`));
  };
  pool.on('acquire', (client) => void timers.set(client, setTimeout(cut, maxHeldMs, client)));
  pool.on('release', (_error, client) => clearTimeout(timers.get(client)));
}

/**
 * Runs `work` in one transaction on one connection; rolls back and rethrows when it throws. `first`: a statement without parameters that is
 * sent along with `begin`, which saves a round trip; `work` gets its result.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: Client, opened: pg.QueryResult) => Promise<T>,
  first = '',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Several statements in one query give a list of results, whatever the types say.
    const begun: pg.QueryResult | pg.QueryResult[] = await client.query(`begin; ${first}`);
    const result = await work(client, Array.isArray(begun) ? (begun.at(-1) as pg.QueryResult) : begun);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
