import { type Day, dayText } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** One name and birth as last stored. */
export interface AliasRow {
  /** 32 hex digits. */
  alias: string;
  bornAt: number;
  day: Day;
  runId: string | null;
  kind: number;
  claimedBy: string | null;
}

const dashless = (uuid: string | null): string | null => (uuid === null ? null : uuid.replaceAll('-', ''));

/** The newest row of every birth of the names `hashes` (hex), not older than `since`. */
export async function selectAliases(db: Queryable, hashes: readonly string[], since: Day): Promise<AliasRow[]> {
  if (hashes.length === 0) return [];
  const found = await db.query<[string, number, number, string | null, number, string | null]>({
    name: 'select-aliases',
    text: `select distinct on (alias, born_at) alias, born_at, day - date '1970-01-01', run_id, kind, claimed_by
             from run_alias where alias = any($1::uuid[]) and day >= $2::date order by alias, born_at, day desc`,
    values: [hashes, dayText(since)],
    rowMode: 'array',
  } as never);
  return found.rows.map(([alias, bornAt, day, runId, kind, claimedBy]) => ({
    alias: dashless(alias) as string,
    bornAt,
    day,
    runId,
    kind,
    claimedBy: dashless(claimedBy),
  }));
}
