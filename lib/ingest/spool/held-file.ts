// A spool file with what is known of its content, worked off from its start. A damaged one is read entry by entry: what can be read is
// handed out, the rest is counted.
import { isDamage, type Most, type SpooledEntry, type SpoolFile, setAside, sizeOf } from './spool-file.ts';

/** A damaged counter must not keep the door busy for hours. */
const maxGuesses = 1_000_000;
const wornBytes = 1024 * 1024;

export interface Batch {
  entries: SpooledEntry[];
  /** Entries that cannot be read any more, among or before these. */
  lost: number;
  /** All up to here were looked at. */
  through: number;
}

export class HeldFile {
  readonly file: SpoolFile;
  count = 0;
  /** null = a damage hides it. */
  records: number | null = 0;
  bytes = 0;
  #through = 0;
  #isDamaged = false;
  #appendedBytes = 0;

  constructor(file: SpoolFile) {
    this.file = file;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** Counts what is in the file; gives what was cut off its end. */
  measure(): { missing: number; missingRecords: number } {
    const { through, records: given, recordsGone } = this.file.note;
    this.#through = through;
    try {
      const { count, records, bytes } = this.file.measure();
      const missing = this.file.missingAtEnd();
      Object.assign(this, { count, records, bytes });
      return { missing, missingRecords: missing === 0 ? 0 : Math.max(missing, given - recordsGone - records) };
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isDamaged = true;
      this.count = Math.max(1, this.file.lastGiven() - through);
      this.records = given > 0 ? given - recordsGone : null;
      return { missing: 0, missingRecords: 0 };
    }
  }

  noteAppended(count: number, records: number, bytes: number): void {
    this.count += count;
    if (this.records !== null) this.records += records;
    this.bytes += bytes;
    this.#appendedBytes += bytes;
  }

  /** So much was written to it that removing it gives room back to the disk. */
  get isWorn(): boolean {
    return this.#appendedBytes > wornBytes;
  }

  /** The oldest entries; null = nothing is left. Throws when the disk cannot be read. */
  next(most: Most): Batch | null {
    if (!this.#isDamaged) {
      try {
        return this.#nextWhole(most);
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#isDamaged = true;
      }
    }
    return this.#nextReadable(most);
  }

  /** They are in Postgres, or never will be. */
  forget({ entries, through }: Batch, lostRecords: number): void {
    const gone = entries.reduce((sum, one) => sum + one.records, lostRecords);
    this.#through = through;
    this.count = Math.max(0, this.count - entries.length);
    this.bytes = Math.max(0, this.bytes - entries.reduce((sum, one) => sum + sizeOf(one), 0));
    if (this.records !== null) this.records = Math.max(0, this.records - gone);
    try {
      if (this.#isDamaged) this.file.noteThrough(through, gone);
      else this.file.removeThrough(through, gone);
    } catch {
      // A full disk takes no removal either; the file as a whole goes when it is worked off, and a repeat changes nothing.
    }
  }

  /** Frees the file: removed when worked off, put aside when damaged. */
  finish(): void {
    if (!this.#isDamaged) this.file.discard();
    else {
      this.file.close();
      setAside(this.file.path);
    }
  }

  #nextWhole(most: Most): Batch | null {
    const found = this.file.read(this.#through, most);
    const last = found.at(-1);
    if (!last) return null;
    const entries = found.filter((one) => one.isIntact);
    return { entries, lost: found.length - entries.length, through: last.seq };
  }

  #nextReadable(most: Most): Batch | null {
    const end = Math.min(this.file.lastGiven(), this.#through + maxGuesses);
    const entries: SpooledEntry[] = [];
    let through = this.#through;
    let lost = 0;
    let records = 0;
    for (
      let bytes = 0;
      through < end && entries.length < most.entries && bytes < most.bytes && records < most.records;
    ) {
      through++;
      const found = this.file.tryOne(through);
      if (found?.isIntact) {
        entries.push(found);
        bytes += sizeOf(found);
        records += found.records;
      } else lost++;
    }
    return through === this.#through ? null : { entries, lost, through };
  }
}
