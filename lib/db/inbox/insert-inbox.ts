import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';
import type { InboxRow } from '#lib/ingest/pack-inbox.ts';

/** Appends packed evidence and wakes the derivers at commit. */
export async function insertInbox(client: Client, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  let size = 128;
  for (const row of rows) size += row.body.length + 32;
  const copy = new CopyRows(size);
  for (const row of rows) {
    copy.row(3);
    copy.int2(row.shard);
    copy.int4(row.items);
    copy.bytes(row.body);
  }
  await copyInto(client, 'inbox (shard, items, body)', copy);
  await client.query('notify signalbox_inbox');
}
