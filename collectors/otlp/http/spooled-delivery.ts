// A delivery as it lies in the spool: decoded and redacted, so that no value reaches the disk that may not reach the database.
import { deserialize, serialize } from 'node:v8';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SpoolEntry } from '#lib/ingest/spool/spool-file.ts';
import type { Delivery } from './commit-group.ts';
import { recordsOf } from './stored.ts';

/** Goes up when the packed form changes so that an older one cannot be committed as it is; a spool may outlive an update. */
const format = 1;
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function toEntry(delivery: Delivery): SpoolEntry {
  const { id, request } = delivery;
  const packed = zstdCompressSync(serialize(request), fast);
  return { id, records: recordsOf(delivery), body: Buffer.concat([Buffer.from([format]), packed]) };
}

/** Throws when the entry is of a format that this version does not know. */
export function fromEntry({ id, body }: Pick<SpoolEntry, 'id' | 'body'>): Delivery {
  if (body[0] !== format) throw new Error(`spooled in format ${body[0]}, which this version cannot read`);
  return { id, request: deserialize(zstdDecompressSync(body.subarray(1))) };
}
