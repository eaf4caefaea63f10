import { createDays } from '#lib/db/partition/create-days.ts';
import type { Pool } from '#lib/db/pool.ts';

/** Makes a migrated database ready to be written to: today's partitions exist. The launcher calls it before it starts any role. */
export async function prepareDatabase(pool: Pool, nowUs: number = Date.now() * 1000): Promise<void> {
  await createDays(pool, nowUs);
}
