import type { Client, Pool } from '#lib/db/pool.ts';

/** Longest that a chore waits for a lock, in ms, and so the longest that others wait behind it. */
export const lockTimeoutMs = 500;
const statementTimeoutMs = 1_800_000;

/**
 * Runs `work` on a connection of its own whose statements may take half an hour but never wait for one lock longer than `lockTimeoutMs`: what
 * queues for an exclusive lock holds up everybody who comes after it.
 */
export async function withPatience<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`set lock_timeout = ${lockTimeoutMs}; set statement_timeout = ${statementTimeoutMs};
      set idle_in_transaction_session_timeout = ${statementTimeoutMs}`);
    return await work(client);
  } finally {
    // Destroyed: its time limits are not for others.
    client.release(true);
  }
}

/** Whether a statement gave up waiting for a lock. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '55P03';
