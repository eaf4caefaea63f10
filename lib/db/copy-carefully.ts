// COPY that leaves out the rows that Postgres refuses: all or nothing for the rest of the transaction around it.
import { isAboutData } from '#lib/db/about-data.ts';
import { copyRows } from '#lib/db/copy-binary.ts';
import { bytesOf, type CopyPiece, partsAround, rowsIn } from '#lib/db/copy-piece.ts';
import type { Client } from '#lib/db/pool.ts';

/** One row that is refused alone as well. */
export interface Poison {
  piece: CopyPiece;
  /** Index of the row in its piece's `offsets`. */
  row: number;
  error: Error;
}

/**
 * Copies `pieces` into `target` inside the caller's transaction and returns the rows that had to be left out. Postgres names the row at
 * fault; where it does not, halves are tried. Either way a row is left out only after it was refused alone. Throws what is not
 * about data.
 */
export async function copyCarefully(client: Client, target: string, pieces: readonly CopyPiece[]): Promise<Poison[]> {
  const rows = rowsIn(pieces);
  if (rows === 0) return [];
  await client.query('savepoint careful_copy');
  const error = await copyRows(client, target, pieces.map(bytesOf)).then(
    () => null,
    (cause: unknown) => cause as Error,
  );
  if (error === null) {
    await client.query('release savepoint careful_copy');
    return [];
  }
  if (!isAboutData(error)) throw error;
  await client.query('rollback to savepoint careful_copy');
  const [piece] = pieces;
  if (rows === 1 && piece) return [{ piece, row: piece.from, error }];
  const poison: Poison[] = [];
  for (const part of partsAround(pieces, faultyRow(error, rows))) {
    poison.push(...(await copyCarefully(client, target, part)));
  }
  return poison;
}

/** `COPY span, line 17`: rows count from 1. null = Postgres does not say. */
function faultyRow(error: Error, rows: number): number | null {
  const line = /^COPY \S+, line (\d+)/m.exec(String((error as { where?: unknown }).where ?? ''))?.[1];
  const row = line === undefined ? Number.NaN : Number(line) - 1;
  return row >= 0 && row < rows ? row : null;
}
