// The spool of one door: acknowledged requests in files that are filled and worked off one after another.
// Files that dead doors left are worked off as well.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { claimMended } from './claim-mended.ts';
import { Gather } from './gather.ts';
import { type Batch, HeldFile } from './held-file.ts';
import {
  isDamage,
  type Most,
  readNote,
  removeSpoolFile,
  type SpoolEntry,
  type SpooledEntry,
  SpoolFile,
  setAside,
  sizeOf,
} from './spool-file.ts';

export interface SpoolOptions {
  /** Made when absent, for its owner alone. */
  folder: string;
  maxBytes: number;
  /** Told of records that an earlier door acknowledged and this one has taken over; must not throw. */
  onAdopted(records: number): void;
  /** Told of acknowledged entries that a damage took, with the records in them as far as known; must not throw. */
  onDamaged(lost: { entries: number; records: number; path: string }): void;
}

/** How long a first request waits for company before all are flushed to disk together. */
const gatherMs = 3;
const segmentBounds = [256 * 1024, 32 * 1024 * 1024] as const;

export interface Taken {
  entries: SpooledEntry[];
  /** Forgets them: they are in Postgres, or never will be. */
  done(): void;
}

export class Spool {
  readonly #options: SpoolOptions;
  /** In the order of working off. */
  readonly #files: HeldFile[] = [];
  /** The one that is written to, also in `#files`. */
  #own: HeldFile | null = null;
  readonly #gather = new Gather(gatherMs, (entries) => this.#write(entries));
  #fault: string | null = null;

  /** Takes over what dead doors left. Never throws: what is wrong with the disk is told by `fault`. */
  constructor(options: SpoolOptions) {
    this.#options = options;
    this.tend();
  }

  get count(): number {
    return this.#files.reduce((sum, one) => sum + one.count, 0);
  }

  get records(): number {
    return this.#files.reduce((sum, one) => sum + (one.records ?? 0), 0);
  }

  get bytes(): number {
    return this.#files.reduce((sum, one) => sum + one.bytes, 0);
  }

  get maxBytes(): number {
    return this.#options.maxBytes;
  }

  /** Why nothing can be appended at the moment; null = nothing is known against it. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Takes over what doors left that died meanwhile, and finds out whether a fault is over. To be called every few seconds. */
  tend(): void {
    try {
      this.#makeFolder();
      for (const name of readdirSync(this.#options.folder).sort()) {
        const path = join(this.#options.folder, name);
        if (!/^spool-[0-9a-z-]+\.sqlite$/.test(name) || this.#files.some((one) => one.file.path === path)) continue;
        this.#adopt(path);
      }
      if (this.#own) return;
      this.#openOwn();
      if (this.bytes < this.#options.maxBytes) this.#fault = null;
    } catch (error) {
      this.#noteFault(error);
    }
  }

  /** Resolves when the entry is on disk. Throws AppError('unavailable') when the spool is full or the disk refuses. */
  append(entry: SpoolEntry): Promise<void> {
    const { maxBytes } = this.#options;
    if (this.bytes + this.#gather.bytes + sizeOf(entry) > maxBytes) {
      this.#fault = `the spool is full (${maxBytes} bytes)`;
      const message = 'the database is away and the spool is full';
      return Promise.reject(new AppError('unavailable', message, { retryAfterSeconds: 30 }));
    }
    return this.#gather.add(entry);
  }

  /** The oldest entries; null when there are none. Throws when the disk cannot be read. */
  take(most: Most): Taken | null {
    for (const held of [...this.#files]) {
      for (let batch = held.next(most); batch; batch = held.next(most)) {
        if (held.isDamaged && held === this.#own) this.#own = null;
        const found = batch;
        if (found.entries.length > 0) return { entries: found.entries, done: () => this.#forget(held, found) };
        this.#forget(held, found);
      }
      if (held !== this.#own) this.#finish(held);
    }
    return null;
  }

  /** Writes what waits and frees the files; empty ones are removed. */
  close(): void {
    this.#gather.flush();
    for (const one of this.#files) {
      try {
        if (one.count === 0 && !one.isDamaged) one.file.discard();
        else one.file.close();
      } catch (error) {
        log.warn({ err: error, file: one.file.path }, 'a spool file could not be closed');
      }
    }
    this.#files.length = 0;
    this.#own = null;
  }

  #makeFolder(): void {
    const { folder } = this.#options;
    if (!mkdirSync(folder, { recursive: true, mode: 0o700 })) return;
    // SQLite syncs the folder of its files, not the folder above.
    const above = openSync(dirname(folder), 'r');
    fsyncSync(above);
    closeSync(above);
  }

  #adopt(path: string): void {
    const { onAdopted, onDamaged } = this.#options;
    let file: SpoolFile | null;
    try {
      file = claimMended(path);
    } catch (error) {
      log.warn({ err: error, file: path }, 'a spool file cannot be opened');
      if (!isDamage(error)) return;
      const { last, through, records: given, recordsGone } = readNote(path);
      const entries = Math.max(1, last - through);
      const records = Math.max(entries, given - recordsGone);
      setAside(path);
      onAdopted(records);
      onDamaged({ entries, records, path });
      return;
    }
    if (!file) return;
    const held = new HeldFile(file);
    const { missing, missingRecords } = held.measure();
    this.#files.push(held);
    // Names begin with the time of making.
    this.#files.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
    onAdopted((held.records ?? 0) + missingRecords);
    if (missing > 0) onDamaged({ entries: missing, records: missingRecords, path });
  }

  #forget(held: HeldFile, batch: Batch): void {
    const { onAdopted, onDamaged } = this.#options;
    const found = batch.entries.reduce((sum, one) => sum + one.records, 0);
    const rest = held.records === null ? null : Math.max(0, held.records - found);
    // How many records the lost ones had is known when no others are left.
    const isLast = batch.entries.length + batch.lost >= held.count;
    const lostRecords = rest === null ? batch.lost : isLast ? rest : Math.min(batch.lost, rest);
    held.forget(batch, lostRecords);
    held.count = Math.max(0, held.count - batch.lost);
    if (rest === null) onAdopted(found + lostRecords);
    if (batch.lost + lostRecords > 0) onDamaged({ entries: batch.lost, records: lostRecords, path: held.file.path });
    if (this.#fault && this.bytes < this.#options.maxBytes * 0.9) this.#fault = null;
    if (held.count === 0 && held === this.#own && held.isWorn) this.#own = null;
  }

  #finish(held: HeldFile): void {
    this.#files.splice(this.#files.indexOf(held), 1);
    try {
      held.finish();
    } catch (error) {
      log.warn({ err: error, file: held.file.path }, 'a spool file could not be removed');
    }
  }

  #write(entries: readonly SpoolEntry[]): void {
    const bytes = entries.reduce((sum, one) => sum + sizeOf(one), 0);
    const records = entries.reduce((sum, one) => sum + one.records, 0);
    try {
      if (this.#own && this.#own.count > 0 && this.#own.bytes + bytes > this.#segmentBytes()) this.#own = null;
      const own = this.#own ?? this.#openOwn();
      own.file.append(entries);
      own.noteAppended(entries.length, records, bytes);
      this.#fault = null;
    } catch (error) {
      this.#noteFault(error);
      // What is on disk is kept; a later attempt takes a new file.
      this.#own = null;
      const message = 'neither the database nor the spool can be written';
      throw new AppError('unavailable', message, { cause: error, retryAfterSeconds: 5 });
    }
  }

  /** Files are small enough that working them off gives the disk its room back in steps. */
  #segmentBytes(): number {
    const [least, most] = segmentBounds;
    return Math.min(most, Math.max(least, this.#options.maxBytes / 8));
  }

  #openOwn(): HeldFile {
    this.#makeFolder();
    for (;;) {
      const name = `spool-${Date.now()}-${randomBytes(4).toString('hex')}.sqlite`;
      const path = join(this.#options.folder, name);
      let file: SpoolFile | null;
      try {
        file = SpoolFile.claim(path);
      } catch (error) {
        removeSpoolFile(path);
        throw error;
      }
      if (!file) continue;
      this.#own = new HeldFile(file);
      this.#files.push(this.#own);
      return this.#own;
    }
  }

  #noteFault(error: unknown): void {
    const reason = (error as Error).message;
    if (this.#fault !== reason) log.warn({ err: error }, 'the spool cannot be written');
    this.#fault = reason;
  }
}
