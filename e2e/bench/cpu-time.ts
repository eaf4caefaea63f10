// CPU time of processes on this machine. Unlike the clock it does not count what others do with the cores meanwhile.
import { readFileSync } from 'node:fs';
import type { Pool } from '#lib/db/pool.ts';

/** Of Linux: USER_HZ is 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of CPU that the processes took so far, their threads included; one that has ended counts nothing. */
export function cpuSeconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      // Fields 14 and 15, counted behind the name, which may hold spaces.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return ticks / ticksPerSecond;
}

/** Process ids of the database's connections by `application_name`. */
export async function backendsOf(pool: Pool, applicationName: string): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
    [applicationName],
  );
  return rows.map((row) => row.pid);
}
