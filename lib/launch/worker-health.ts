// Whether somebody derives and keeps house: read from the leases, so it is true of the installation, not of one process.
import type { Queryable } from '#lib/db/pool.ts';

/** What is not done by anybody right now; empty = healthy. */
export async function idleDuties(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ duty: string }>(
    `select duty from (values ('keeper', 'keeper'), ('deriver', 'deriver:%')) as d(duty, pattern)
      where not exists (select from lease where name like pattern and expires_at > clock_timestamp())`,
  );
  return rows.map(({ duty }) => duty);
}
