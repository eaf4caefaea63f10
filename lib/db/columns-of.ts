import type { Queryable } from '#lib/db/pool.ts';

/** The columns of a table, quoted, in their order: for statements that take rows over by name, as partitions may have them in another order. */
export async function columnsOf(db: Queryable, table: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
