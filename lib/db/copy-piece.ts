// Rows for one COPY that belong to one request, so that any of them can be left out.

export interface CopyPiece {
  /** Rows in the binary format of COPY. */
  bytes: Buffer;
  /** Where each row begins, and behind the last one the end. */
  offsets: Uint32Array;
  /** The rows `from` … `to` − 1 are meant. */
  from: number;
  to: number;
  /** Index of the request that brought them; null = they stand for no records of their own. */
  request: number | null;
}

export const bytesOf = ({ bytes, offsets, from, to }: CopyPiece): Buffer => bytes.subarray(offsets[from], offsets[to]);

export const rowsIn = (pieces: readonly CopyPiece[]): number =>
  pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);

/** The rows before `row`, that row, and those behind it; without a row, two halves. Parts without rows are left out. */
export function partsAround(pieces: readonly CopyPiece[], row: number | null): CopyPiece[][] {
  const rows = rowsIn(pieces);
  const cuts = row === null ? [0, rows >> 1, rows] : [0, row, row + 1, rows];
  const parts = cuts.slice(1).map((end, i) => between(pieces, cuts[i] as number, end));
  return parts.filter((part) => part.length > 0);
}

/** The rows `from` … `to` − 1, counted over all pieces. */
function between(pieces: readonly CopyPiece[], from: number, to: number): CopyPiece[] {
  const within: CopyPiece[] = [];
  let first = 0;
  for (const piece of pieces) {
    const cut = { ...piece, from: Math.max(piece.from, piece.from + from - first) };
    cut.to = Math.min(piece.to, piece.from + to - first);
    if (cut.to > cut.from) within.push(cut);
    first += piece.to - piece.from;
  }
  return within;
}
