import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, type CopyPiece, partsAround, rowsIn } from '#lib/db/copy-piece.ts';

/** Pieces whose rows are the bytes 0, 1, 2 … */
function piecesOf(sizes: readonly number[]): CopyPiece[] {
  let next = 0;
  return sizes.map((size, request) => {
    const bytes = Buffer.from(Array.from({ length: size }, () => next++));
    return { bytes, offsets: Uint32Array.from({ length: size + 1 }, (_, i) => i), from: 0, to: size, request };
  });
}
const bytes = (pieces: readonly CopyPiece[]): number[] => pieces.flatMap((piece) => [...bytesOf(piece)]);
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });

test('whatever row is named, the parts are all rows in order, and the named one is alone', () => {
  fc.assert(
    fc.property(sizes, fc.nat(71), (list, n) => {
      const pieces = piecesOf(list);
      const row = n % rowsIn(pieces);
      const parts = partsAround(pieces, row);
      expect(parts.flatMap(bytes)).toEqual(bytes(pieces));
      expect(parts.map(bytes)).toContainEqual([row]);
      for (const part of parts) expect(partsAround(part, 0).flatMap(bytes)).toEqual(bytes(part));
    }),
  );
});

test('halves get smaller until every row is alone', () => {
  fc.assert(
    fc.property(sizes, (list) => {
      const alone = (pieces: CopyPiece[]): number[] =>
        rowsIn(pieces) === 1 ? bytes(pieces) : partsAround(pieces, null).flatMap(alone);
      const pieces = piecesOf(list);
      expect(alone(pieces)).toEqual(bytes(pieces));
    }),
  );
});
