// Packed log records become what Postgres stores: ids of words are written into their rows, moments outside the stored days moved to
// the nearest.

import type { CopyPiece } from '#lib/db/copy-piece.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { clampToDays } from '#lib/db/partition/day.ts';
import { knownDays } from '#lib/db/partition/known-days.ts';
import type { Pool } from '#lib/db/pool.ts';
import { logPlaces, type PackedLogs } from '#lib/ingest/pack-logs.ts';
import { readMoment, writeInt4, writeMoment } from '#lib/ingest/row-moment.ts';

/** `packed`: one a request; their rows are written into, and may be bound again. */
export async function bindLogs(pool: Pool, packed: readonly PackedLogs[]): Promise<CopyPiece[]> {
  const words = packed.flatMap((one) => one.words);
  if (words.length === 0) return [];
  const dims = dimsOf(pool);
  const [days] = await Promise.all([
    knownDays(pool, 'log'),
    dims.require('service', new Set(words.map((word) => word.service))),
    dims.require('environment', new Set(words.map((word) => word.environment))),
  ]);
  const pieces: CopyPiece[] = [];
  for (const [request, { rows, offsets, wordIx, words }] of packed.entries()) {
    const ids = words.map(({ service, environment }) => [
      dims.id('service', service),
      dims.id('environment', environment),
    ]);
    for (const [index, wordOf] of wordIx.entries()) {
      const row = offsets[index] as number;
      const [service, environment] = ids[wordOf] as [number, number];
      writeInt4(rows, row + logPlaces.service, service);
      writeInt4(rows, row + logPlaces.environment, environment);
      writeMoment(rows, row + logPlaces.at, clampToDays(readMoment(rows, row + logPlaces.at), days));
    }
    if (wordIx.length > 0) pieces.push({ bytes: rows, offsets, from: 0, to: wordIx.length, request });
  }
  return pieces;
}
