// One SQLite file of requests that were acknowledged but are not in Postgres yet. The file is locked by its connection as long
// as that lives; the system frees the lock of a killed process.
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** A request that was or is about to be acknowledged. What `body` means is the door's business. */
export interface SpoolEntry {
  /** Identity of the request in the batch ledger. */
  id: Buffer;
  /** Spans and log records in it. */
  records: number;
  body: Buffer;
}

export interface SpooledEntry extends SpoolEntry {
  seq: number;
  /** False: the bytes are not those that were written. */
  isIntact: boolean;
}

/** How much is read at once: each limit is passed by the last entry at most. */
export interface Most {
  entries: number;
  bytes: number;
  records: number;
}

/** A body longer than this has pages of its own, of which the last is half empty on average. */
const inRowBytes = 4_000;
const ownPagesBytes = 2_100;
const rowBytes = 64;
/** Bytes that an entry takes on disk, about. */
export const sizeOf = ({ body }: { body: { length: number } }): number =>
  body.length + rowBytes + (body.length > inRowBytes ? ownPagesBytes : 0);

const checkOf = (entry: Pick<SpoolEntry, 'id' | 'records' | 'body'>): number =>
  crc32(entry.body, crc32(`${entry.records} `, crc32(entry.id)));

/** SQLite's result codes (https://www.sqlite.org/rescode.html), extended ones reduced to their primary. */
const resultCodeOf = (error: unknown): number => Number((error as { errcode?: number }).errcode ?? 0) & 0xff;
const busy = 5;
const corrupt = 11;
const notADatabase = 26;
/** The file's content is broken; anything else is the disk's or ours. */
export const isDamage = (error: unknown): boolean => [corrupt, notADatabase].includes(resultCodeOf(error));

/** The log holds up to about 2 MB that also lie, or will, in the main file. */
const logPages = 500;

/** Files that belong to a spool file beside itself. */
const companions = ['-wal', '-shm', '-journal', '-note'];

export class SpoolFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  #noteFile: number | null = null;
  readonly #note: SpoolNote;

  private constructor(path: string, db: DatabaseSync) {
    this.path = path;
    this.#db = db;
    this.#note = readNote(path);
  }

  /** Locks and opens a file, made when absent. null: another door holds it. Throws when it is damaged beyond opening. */
  static claim(path: string): SpoolFile | null {
    const db = new DatabaseSync(path, { timeout: 0 });
    try {
      db.exec(`pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;
        pragma cache_size = -1024; pragma wal_autocheckpoint = ${logPages}`);
      db.exec(`create table if not exists entry (seq integer primary key autoincrement, id blob not null,
        records integer not null, crc integer not null, body blob not null)`);
      // A write takes the lock, and in this mode it is kept.
      db.exec('pragma user_version = 1');
    } catch (error) {
      db.close();
      if (resultCodeOf(error) === busy) return null;
      throw error;
    }
    const file = new SpoolFile(path, db);
    if (existsSync(path)) return file;
    // Another door took it for an orphan between its making and its locking, and removed it.
    db.close();
    return null;
  }

  /** Entries, records and bytes held that are not worked off. Throws on damage. */
  measure(): { count: number; records: number; bytes: number } {
    const row = this.#db
      .prepare(
        `select count(*) as count, coalesce(sum(records), 0) as records, coalesce(sum(length(body)), 0) as bytes,
           count(*) filter (where length(body) > ${inRowBytes}) as large from entry where seq > ?`,
      )
      .get(this.#note.through);
    const count = Number(row?.count);
    const bytes = Number(row?.bytes) + count * rowBytes + Number(row?.large) * ownPagesBytes;
    return { count, records: Number(row?.records), bytes };
  }

  /** What the note beside the file says. */
  get note(): Readonly<SpoolNote> {
    return this.#note;
  }

  /** Durable when it returns; the note beside the file tells how many were ever acknowledged. Throws when nothing was written. */
  append(entries: readonly SpoolEntry[]): void {
    this.#db.exec('begin immediate');
    let last: number | bigint = 0;
    try {
      const insert = this.#db.prepare('insert into entry (id, records, crc, body) values (?, ?, ?, ?)');
      for (const e of entries) last = insert.run(e.id, e.records, checkOf(e), e.body).lastInsertRowid;
      this.#db.exec('commit');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
    this.#note.last = Number(last);
    this.#note.records += entries.reduce((sum, one) => sum + one.records, 0);
    this.#writeNote();
  }

  /** The oldest after `seq`, one at least if there is any. Throws on damage. */
  read(afterSeq: number, most: Most): SpooledEntry[] {
    const found: SpooledEntry[] = [];
    let bytes = 0;
    let records = 0;
    const select = this.#db.prepare('select seq, id, records, crc, body from entry where seq > ? order by seq limit ?');
    for (const row of select.iterate(afterSeq, most.entries)) {
      const entry = toEntry(row);
      found.push(entry);
      bytes += sizeOf(entry);
      records += entry.records;
      if (bytes >= most.bytes || records >= most.records) break;
    }
    return found;
  }

  /** One entry; null when it is not there or cannot be read. */
  tryOne(seq: number): SpooledEntry | null {
    try {
      const row = this.#db.prepare('select seq, id, records, crc, body from entry where seq = ?').get(seq);
      return row ? toEntry(row) : null;
    } catch {
      return null;
    }
  }

  /** The highest number that was ever given out, as far as anything still tells. */
  lastGiven(): number {
    let { last } = this.#note;
    for (const sql of [
      "select seq as n from sqlite_sequence where name = 'entry'",
      'select seq as n from entry order by seq desc limit 1',
    ]) {
      try {
        last = Math.max(last, Number(this.#db.prepare(sql).get()?.n ?? 0));
      } catch {
        // The other may still tell.
      }
    }
    return last;
  }

  /** Entries that were acknowledged and are no longer there, cut off the end. Throws on damage. */
  missingAtEnd(): number {
    const row = this.#db.prepare("select seq as n from sqlite_sequence where name = 'entry'").get();
    return Math.max(0, this.#note.last - Number(row?.n ?? 0));
  }

  /** Forgets all up to and including `seq`, which had so many records. */
  removeThrough(seq: number, records: number): void {
    this.noteThrough(seq, records);
    this.#db.prepare('delete from entry where seq <= ?').run(seq);
  }

  /** Writes beside the file how far it has been worked off. */
  noteThrough(seq: number, records: number): void {
    this.#note.through = seq;
    this.#note.recordsGone += records;
    this.#writeNote();
  }

  close(): void {
    this.#db.close();
    if (this.#noteFile !== null) closeSync(this.#noteFile);
    this.#noteFile = null;
  }

  /** Closes and removes the file; the lock is held until it is gone. */
  discard(): void {
    rmSync(this.path, { force: true });
    this.close();
    removeSpoolFile(this.path);
  }

  /** Written, not synced: it outlives a killed process, and after a power failure it can only tell less than there is. */
  #writeNote(): void {
    try {
      this.#noteFile ??= openSync(`${this.path}-note`, 'w', 0o600);
      const { last, records, through, recordsGone } = this.#note;
      writeSync(this.#noteFile, `${last} ${records} ${through} ${recordsGone}`.padEnd(80), 0);
    } catch {
      // It only helps to count what a damage took.
    }
  }
}

export interface SpoolNote {
  /** Entries and records that the file was ever given. */
  last: number;
  records: number;
  /** Those of them that were worked off. */
  through: number;
  recordsGone: number;
}

/** The note beside a spool file; zeros when there is none. */
export function readNote(path: string): SpoolNote {
  let numbers: number[] = [];
  try {
    numbers = readFileSync(`${path}-note`, 'latin1').trim().split(' ').map(Number);
  } catch {
    // As if nothing was noted.
  }
  const [last = 0, records = 0, through = 0, recordsGone = 0] = numbers.every(Number.isSafeInteger) ? numbers : [];
  return { last, records, through, recordsGone };
}

export function removeSpoolFile(path: string): void {
  for (const end of ['', ...companions]) rmSync(path + end, { force: true });
}

/** Puts a file that cannot be used aside, for a person to look at. */
export function setAside(path: string): void {
  renameSync(path, `${path}.damaged`);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${path}.damaged-wal`);
  for (const end of companions) rmSync(path + end, { force: true });
}

function toEntry(row: Record<string, unknown>): SpooledEntry {
  const entry = {
    seq: Number(row.seq),
    id: Buffer.from(row.id as Uint8Array),
    records: Number(row.records),
    body: Buffer.from(row.body as Uint8Array),
  };
  return { ...entry, isIntact: checkOf(entry) === Number(row.crc) };
}
