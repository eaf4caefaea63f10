import type { Client } from '#lib/db/pool.ts';

export interface TakenRow {
  id: number;
  shard: number;
  items: number;
  body: Buffer;
  /** Age when taken, in ms. */
  ageMs: number;
}

/** Bodies are compressed: what they hold may be several times as much. */
const maxBytes = 8 * 2 ** 20;

/**
 * Deletes and returns the oldest inbox rows of `shards`: at most `maxRows`, and no more once `maxItems` items or 8 MiB are reached. They come
 * back by themselves when the transaction is rolled back.
 */
export async function takeInbox(
  client: Client,
  shards: readonly number[],
  maxItems: number,
  maxRows: number,
): Promise<TakenRow[]> {
  const taken = await client.query<{ id: number; shard: number; items: number; body: Buffer; age_ms: number }>({
    name: 'take-inbox',
    text: `delete from inbox where id = any(array(
             select id from (
               select id, items, bytes, sum(items) over (order by id) as upto, sum(bytes) over (order by id) as bytes_upto
                 from (select id, items, octet_length(body) as bytes from inbox where shard = any($1::int2[]) order by id limit $3) as oldest
             ) as counted
              where upto - items < $2 and bytes_upto - bytes < ${maxBytes}))
           returning id, shard, items, body, (extract(epoch from clock_timestamp() - at) * 1000)::float8 as age_ms`,
    values: [shards, maxItems, maxRows],
  });
  return taken.rows.map((r) => ({ id: r.id, shard: r.shard, items: r.items, body: r.body, ageMs: r.age_ms }));
}

/** Puts an inbox row aside that cannot be derived, so that others can be. `sample` keeps the whole body: nothing acknowledged is lost. */
export async function quarantineInbox(client: Client, row: TakenRow, reason: string): Promise<void> {
  await client.query(`insert into quarantine (source, reason, sample) values ($1, $2, $3)`, [
    `inbox shard ${row.shard}`,
    reason.slice(0, 1_000).replaceAll('\0', '\ufffd'),
    row.body,
  ]);
}
