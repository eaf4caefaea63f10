import { dayOf, daySuffix } from '#lib/db/partition/day.ts';
import { isLockTimeout, withPatience } from '#lib/db/partition/patient-client.ts';
import { selectDays, selectPending } from '#lib/db/partition/select-days.ts';
import { type DayTable, dayTables } from '#lib/db/partition/tables.ts';
import type { Client, Pool } from '#lib/db/pool.ts';

export interface DroppedDays {
  /** Partitions that went. */
  dropped: number;
  /** Partitions past their time that somebody still reads: they go at a later call. */
  left: number;
}

/**
 * Drops the days of `table` that lie more than its `keepDays` before `nowUs`: detached first, concurrently, so that nobody who uses the other
 * days waits. What is being read for long is left; so is what a crash or a time limit left half detached or detached, until the next call.
 */
export async function dropDays(pool: Pool, table: DayTable, nowUs: number): Promise<DroppedDays> {
  const oldest = dayOf(nowUs) - table.keepDays;
  return withPatience(pool, async (client) => {
    const isClear = await attempt(() => finishDetaching(client, table.name));
    const { attached } = await selectDays(client, table.name);
    for (const day of isClear ? attached.filter((d) => d < oldest) : []) {
      const name = `${table.name}_${daySuffix(day)}`;
      if (!(await attempt(() => client.query(`alter table ${table.name} detach partition ${name} concurrently`))))
        break;
    }
    const { detached } = await selectDays(client, table.name);
    let dropped = 0;
    for (const day of detached.filter((d) => d < oldest)) {
      if (await attempt(() => client.query(`drop table if exists ${table.name}_${daySuffix(day)}`))) dropped++;
    }
    const after = await selectDays(client, table.name);
    return { dropped, left: [...after.attached, ...after.detached].filter((d) => d < oldest).length };
  });
}

/** A partition that is half detached is in nobody's way, but no other of its table can be detached before it. */
async function finishDetaching(client: Client, table: string): Promise<void> {
  for (const name of await selectPending(client, table)) {
    await client.query(`alter table ${table} detach partition ${name} finalize`);
  }
}

/** False when a lock was not to be had in time. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isLockTimeout(error)) return false;
    throw error;
  }
}

/** `dropDays` for every table, in the order of `dayTables`. */
export async function dropOldDays(pool: Pool, nowUs: number): Promise<DroppedDays> {
  const all: DroppedDays = { dropped: 0, left: 0 };
  for (const table of dayTables) {
    const { dropped, left } = await dropDays(pool, table, nowUs);
    all.dropped += dropped;
    all.left += left;
  }
  return all;
}
