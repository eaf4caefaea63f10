import { dayOf, daySuffix } from '#lib/db/partition/day.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import { type DayTable, dayTables } from '#lib/db/partition/tables.ts';
import type { Pool } from '#lib/db/pool.ts';

/**
 * Drops the days of `table` that lie more than its `keepDays` before `nowUs`: detached first, concurrently, so that no query of the parent
 * waits. A day that a crash left detached is dropped on the next call. Returns the days that went.
 */
export async function dropDays(pool: Pool, table: DayTable, nowUs: number): Promise<number[]> {
  const oldest = dayOf(nowUs) - table.keepDays;
  const { attached, detached } = await selectDays(pool, table.name);
  const gone: number[] = [];
  for (const day of attached.filter((d) => d < oldest)) {
    await pool.query(`alter table ${table.name} detach partition ${table.name}_${daySuffix(day)} concurrently`);
    detached.push(day);
  }
  for (const day of detached.filter((d) => d < oldest)) {
    await pool.query(`drop table if exists ${table.name}_${daySuffix(day)}`);
    gone.push(day);
  }
  return gone;
}

/** `dropDays` for every table, in the order of `dayTables`. Returns how many partitions went. */
export async function dropOldDays(pool: Pool, nowUs: number): Promise<number> {
  let count = 0;
  for (const table of dayTables) count += (await dropDays(pool, table, nowUs)).length;
  return count;
}
