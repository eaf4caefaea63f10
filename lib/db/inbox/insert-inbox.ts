import type { Client } from '#lib/db/pool.ts';
import type { InboxRow } from '#lib/ingest/pack-inbox.ts';

/** A statement has at most 65,535 parameters. */
const maxRows = 5_000;

/** Appends packed evidence and wakes the derivers at commit, in one round trip: a batch has few rows, COPY would take three. */
export async function insertInbox(client: Client, rows: readonly InboxRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += maxRows) {
    const part = rows.slice(from, from + maxRows);
    const places = part.map((_, i) => `($${3 * i + 1}::int2, $${3 * i + 2}::int4, $${3 * i + 3}::bytea)`);
    await client.query(
      `with stored as (insert into inbox (shard, items, body) values ${places.join(', ')})
       select pg_notify('signalbox_inbox', '')`,
      part.flatMap(({ shard, items, body }) => [shard, items, body]),
    );
  }
}
