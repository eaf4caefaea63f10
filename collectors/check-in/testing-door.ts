// A schedule with a token, and what became of its check-ins. For tests only.
import { randomBytes } from 'node:crypto';
import { hashToken } from '#lib/auth/api-token.ts';
import type { Pool } from '#lib/db/pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { runStates } from '#lib/domain/run.ts';

export interface TestSchedule {
  id: string;
  name: string;
  token: string;
}

export async function addSchedule(pool: Pool, name: string, cron: string | null = null): Promise<TestSchedule> {
  const token = randomBytes(24).toString('base64url');
  const { rows } = await pool.query(
    `insert into schedule (environment, source, system, name, cron, is_ours, token_hash)
     values ('production', 'check-in', 'check-in', $1, $2, true, $3) returning id`,
    [name, cron, hashToken(token)],
  );
  return { id: rows[0].id, name, token };
}

export interface FoundRun {
  state: string | undefined;
  ms: number | null;
  correlationId: string | null;
  error: string | null;
}

/** Derives what has come and gives the runs of a schedule, in the order of their start. */
export async function runsOf(pool: Pool, name: string): Promise<FoundRun[]> {
  await deriveAll(pool);
  const { rows } = await pool.query(
    `select r.state, r.duration_us / 1000 as ms, r.correlation_id, r.error_type from run r
       join queue q on q.id = r.queue_id where q.name = $1 and r.redirect_to is null order by r.ordered_at, r.id`,
    [name],
  );
  return rows.map((row) => ({
    state: runStates[row.state],
    ms: row.ms,
    correlationId: row.correlation_id,
    error: row.error_type,
  }));
}
