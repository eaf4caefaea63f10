import { type Day, daySuffix, dayText } from '#lib/db/partition/day.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import type { Pool } from '#lib/db/pool.ts';

const settingKey = 'run-days-rewritten-to';
const lockTimeoutMs = 2_000;
const rewriteTimeoutMs = 600_000;

/**
 * Rewrites each day of `run` up to `quiet` once: its runs were written about four times each, and the room their older versions take comes
 * back (measured: 60 % of a day of a million runs in 8 s). Such a day is locked meanwhile, so it must be one that nobody writes any more. A
 * day whose lock is not to be had within 2 s waits for the next call. Returns the days rewritten.
 */
export async function rewriteQuietDays(pool: Pool, quiet: Day): Promise<Day[]> {
  const stored = await pool.query<{ day: Day }>(
    `select (value #>> '{}')::date - date '1970-01-01' as day from setting where key = $1`,
    [settingKey],
  );
  const done = stored.rows[0]?.day ?? Number.NEGATIVE_INFINITY;
  const { attached } = await selectDays(pool, 'run');
  const rewritten: Day[] = [];
  const client = await pool.connect();
  try {
    await client.query(`set lock_timeout = ${lockTimeoutMs}; set statement_timeout = ${rewriteTimeoutMs}`);
    for (const day of attached.filter((d) => d > done && d <= quiet)) {
      await client.query(`vacuum (full, analyze) run_${daySuffix(day)}`);
      await client.query(
        `insert into setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do update set value = excluded.value`,
        [settingKey, dayText(day)],
      );
      rewritten.push(day);
    }
    return rewritten;
  } catch (error) {
    const isLocked = error instanceof Error && 'code' in error && error.code === '55P03';
    if (isLocked) return rewritten;
    throw error;
  } finally {
    // Destroyed: its time limits are not for others.
    client.release(true);
  }
}
