import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import { shardOf } from '#lib/ingest/shard.ts';

/** One row of `inbox`. */
export interface InboxRow {
  shard: number;
  items: number;
  body: Buffer;
}

/** More items than this go to a second row: a row is what the deriver takes, and what a poison item spoils. */
const maxItems = 1_000;

/** Packs evidence into inbox rows, one a shard (more when a shard has many items). Normalises on the way. Pure. */
export function packInbox(evidence: readonly Evidence[]): InboxRow[] {
  const byShard = new Map<number, Evidence[]>();
  for (const raw of evidence) {
    const item = normalizeEvidence(raw);
    const shard = shardOf(item.environment, item.system, item.queue);
    const items = byShard.get(shard);
    if (items) items.push(item);
    else byShard.set(shard, [item]);
  }
  const rows: InboxRow[] = [];
  for (const [shard, items] of byShard) {
    for (let from = 0; from < items.length; from += maxItems) {
      const part = items.slice(from, from + maxItems);
      rows.push({ shard, items: part.length, body: packEvidence(part) });
    }
  }
  return rows;
}
