// What is taken on disk and in the write-ahead log.
import type { Pool } from '#lib/db/pool.ts';

/** Everything that deriving writes; evidence on its way through the inbox is counted apart. */
export const derivedTables = ['run', 'run_alias', 'attempt', 'edge', 'rollup_delta', 'rollup'] as const;

/** Bytes of heap, TOAST and indexes of each table with its partitions. */
export async function tableBytes(pool: Pool, tables: readonly string[] = derivedTables): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(
    `select name, sum(pg_total_relation_size(part))::int8 as bytes from unnest($1::text[]) as name
      cross join lateral (select relid as part from pg_partition_tree(name::regclass) union select name::regclass) as parts group by name`,
    [tables],
  );
  return new Map(rows.map((row) => [row.name, row.bytes]));
}

/** Position in the write-ahead log, in bytes. */
export async function walBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>("select (pg_current_wal_insert_lsn() - '0/0')::int8 as n");
  return rows[0]?.n ?? 0;
}
