import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import { joinBodies } from '#lib/ingest/inbox-body.ts';
import { shardOf } from '#lib/ingest/shard.ts';

/** Packed evidence of one shard, of one request. */
export interface InboxPart {
  shard: number;
  items: number;
  body: Buffer;
}

/** One row of `inbox`: parts of one shard, joined. */
export type InboxRow = InboxPart;

/** More items than this go to a second row: a row is what the deriver takes, and what a poison item spoils. */
const maxItems = 1_000;

/** Packs evidence by shard, in parts of at most 1 000 items. Normalises on the way. Pure. */
export function packInboxParts(evidence: readonly Evidence[]): InboxPart[] {
  const byShard = new Map<number, Evidence[]>();
  for (const raw of evidence) {
    const item = normalizeEvidence(raw);
    const shard = shardOf(item.environment, item.system, item.queue);
    const items = byShard.get(shard);
    if (items) items.push(item);
    else byShard.set(shard, [item]);
  }
  const parts: InboxPart[] = [];
  for (const [shard, items] of byShard) {
    for (let from = 0; from < items.length; from += maxItems) {
      const part = items.slice(from, from + maxItems);
      parts.push({ shard, items: part.length, body: packEvidence(part) });
    }
  }
  return parts;
}

/** Inbox rows from the parts of several requests, one a shard (more when a shard has many items). Pure. */
export function joinInboxParts(parts: readonly InboxPart[]): InboxRow[] {
  const rows: InboxRow[] = [];
  for (const [shard, ofShard] of Map.groupBy(parts, (part) => part.shard)) {
    let bodies: Buffer[] = [];
    let items = 0;
    const close = (): void => {
      if (bodies.length > 0) rows.push({ shard, items, body: joinBodies(bodies) });
      bodies = [];
      items = 0;
    };
    for (const part of ofShard) {
      if (items + part.items > maxItems) close();
      bodies.push(part.body);
      items += part.items;
    }
    close();
  }
  return rows;
}
