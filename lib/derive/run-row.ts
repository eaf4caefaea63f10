import type { OwnColumns } from '#lib/domain/alias.ts';
import type { StoredAttempt, StoredRun } from '#lib/domain/contribution.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import type { RunWords } from '#lib/domain/run-words.ts';
import { unpackEvidenceInRow } from '#lib/domain/unpack-evidence.ts';

/** Evidence as it was written into a run's row. */
export interface PackedItems {
  body: Buffer;
  words: RunWords;
}

/** One run as a deriver knows it. */
export class RunRow {
  readonly id: string;
  /** What came since the row was stored, until the batch is written. */
  add: Evidence[] = [];
  /** The columns that count in rollups, as stored; null = the database has no row of it yet. */
  stored: StoredRun | null = null;
  attempts: readonly StoredAttempt[] = [];
  /** What was last written of each attempt that has a row, by number; empty = not known, write them all. */
  attemptKeys: readonly string[] = [];
  /** Attempts that have a row. */
  attemptRows = 0;
  /** As stored: edges that these columns say are not. */
  own: OwnColumns = { traceId: null, correlationId: null, isInTrace: false };
  revision = 0;
  /** Of its packed evidence. */
  bytes = 0;
  isLate: boolean;
  /** Evidence was taken from it in this batch, so what followed from that evidence must be replaced. */
  isCut = false;
  #items: readonly Evidence[] | null = [];
  #packed: PackedItems | null = null;

  constructor(id: string, isLate: boolean) {
    this.id = id;
    this.isLate = isLate;
  }

  /** In canonical order, as stored. The same objects until the next `pack`. */
  get items(): readonly Evidence[] {
    if (this.#items === null) {
      const { body, words } = this.#packed as PackedItems;
      this.#items = unpackEvidenceInRow(body, words);
    }
    return this.#items;
  }

  set items(items: readonly Evidence[]) {
    this.#items = items;
    this.#packed = null;
  }

  /** Keeps the items as they were written: between batches they take a tenth of the memory so, and no time of the garbage collector's. */
  pack(packed: PackedItems): void {
    this.#packed = packed;
    this.#items = null;
    this.bytes = packed.body.length;
  }

  /** Lets go of items that were looked at and stay as they were written. */
  rest(): void {
    if (this.#packed !== null) this.#items = null;
  }
}
