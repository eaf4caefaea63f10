// What a run takes on disk and in the write-ahead log.
import type { Pool } from '#lib/db/pool.ts';

/** Everything that deriving writes; evidence on its way through the inbox is counted apart. */
export const derivedTables = ['run', 'run_alias', 'attempt', 'edge', 'rollup_delta', 'rollup'] as const;

/** Bytes of heap, TOAST and indexes of each table with its partitions. */
export async function tableBytes(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(
    `select name, (pg_total_relation_size(name::regclass) + coalesce(sum(pg_total_relation_size(inhrelid)), 0))::int8 as bytes
       from unnest($1::text[]) as name left join pg_inherits on inhparent = name::regclass group by name`,
    [derivedTables],
  );
  return new Map(rows.map((row) => [row.name, row.bytes]));
}

/** Position in the write-ahead log, in bytes. */
export async function walBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>("select (pg_current_wal_insert_lsn() - '0/0')::int8 as n");
  return rows[0]?.n ?? 0;
}
