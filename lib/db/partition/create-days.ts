import { dayOf, daySuffix } from '#lib/db/partition/day.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import { boundsOf, daysAhead, daysBehind, dayTables } from '#lib/db/partition/tables.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';

/** Serialises processes that make partitions at the same moment. */
const lockKey = 7_301_001;

/**
 * Makes the day partitions that are missing from 8 days behind `nowUs` to 3 days ahead, for every table. A partition is made on its
 * own and then attached, which lets readers and writers of the parent go on. Safe to call from several processes at once.
 * Returns how many were made.
 */
export async function createDays(pool: Pool, nowUs: number): Promise<number> {
  const today = dayOf(nowUs);
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    const statements: string[] = [];
    for (const table of dayTables) {
      const { attached, detached } = await selectDays(client, table.name);
      const there = new Set([...attached, ...detached]);
      for (let day = today - daysBehind; day <= today + daysAhead; day++) {
        if (there.has(day)) continue;
        const name = `${table.name}_${daySuffix(day)}`;
        const { from, to } = boundsOf(table, day);
        statements.push(
          `create table ${name} (like ${table.name} including all)${table.with ? ` with (${table.with})` : ''};`,
          `alter table ${table.name} attach partition ${name} for values from (${from}) to (${to});`,
        );
      }
    }
    if (statements.length > 0) await client.query(statements.join('\n'));
    return statements.length / 2;
  });
}
