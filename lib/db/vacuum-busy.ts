import type { Pool } from '#lib/db/pool.ts';

/** Their rows come and go: what went in a minute, as long as autovacuum sleeps, may be many times what they hold. */
export const busyTables = ['run_hot', 'run_open', 'rollup_delta'] as const;
const leastDead = 2_000;
const deadShare = 0.2;
/** More takes seconds: that is autovacuum's, which gives way to others. */
const mostRows = 200_000;

/** Makes the room of dead rows free for new ones where there are many: some 10 ms, in nobody's way. Returns the tables' names. */
export async function vacuumBusy(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables
      where relid = any($1::regclass[]) and n_dead_tup > greatest($2::float8, n_live_tup * $3::float8)
        and n_live_tup + n_dead_tup < $4`,
    [busyTables, leastDead, deadShare, mostRows],
  );
  // To give pages back it would lock the table.
  for (const { name } of rows) await pool.query(`vacuum (truncate off) ${name}`);
  return rows.map(({ name }) => name);
}
