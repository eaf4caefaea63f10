// Rows in the binary format of COPY, built by hand into one growing buffer: the fastest way into Postgres from Node
// (reference: PostgreSQL manual, COPY, "Binary Format").
import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import type { Client } from '#lib/db/pool.ts';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);
/** Microseconds between the Unix epoch and Postgres' epoch, 2000-01-01. */
export const epochUs = 946_684_800_000_000;
const dayMs = 86_400_000;

const dash = 45;
/** '0'…'9' and 'a'…'f'. */
const digitOf = (code: number): number => (code < 58 ? code - 48 : code - 87);

/** Call `row(n)` and then exactly `n` field writers, each of which takes null for SQL null. */
export class CopyRows {
  #buffer: Buffer;
  #at: number;
  /** Rows begun so far. */
  count = 0;

  constructor(expectedBytes = 65_536) {
    // Of its own memory, so that it can be handed to another thread.
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 256));
    this.#at = signature.copy(this.#buffer, 0);
  }

  /** Bytes of rows so far, if none were taken. */
  get size(): number {
    return this.#at - signature.length;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }

  /** Writes SQL null when there is no value, and says so. */
  #isNull(value: unknown): value is null {
    if (value !== null) return false;
    this.#room(4);
    this.#at = this.#buffer.writeInt32BE(-1, this.#at);
    return true;
  }

  row(fields: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(fields, this.#at);
    this.count++;
  }

  int2(value: number | null): void {
    if (this.#isNull(value)) return;
    this.#room(6);
    this.#at = this.#buffer.writeInt32BE(2, this.#at);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int4(value: number | null): void {
    if (this.#isNull(value)) return;
    this.#room(8);
    this.#at = this.#buffer.writeInt32BE(4, this.#at);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** A whole number below 2^53 in size. */
  int8(value: number | null): void {
    if (this.#isNull(value)) return;
    this.#room(12);
    this.#at = this.#buffer.writeInt32BE(8, this.#at);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#at = this.#buffer.writeInt32BE(high, this.#at);
    this.#at = this.#buffer.writeUInt32BE(value - high * 0x1_0000_0000, this.#at);
  }

  /** Postgres' one-byte type `"char"`: an ASCII letter. */
  letter(value: string): void {
    this.#room(5);
    this.#at = this.#buffer.writeInt32BE(1, this.#at);
    this.#at = this.#buffer.writeUInt8(value.charCodeAt(0), this.#at);
  }

  bool(value: boolean | null): void {
    if (this.#isNull(value)) return;
    this.#room(5);
    this.#at = this.#buffer.writeInt32BE(1, this.#at);
    this.#at = this.#buffer.writeUInt8(value ? 1 : 0, this.#at);
  }

  /** timestamptz from microseconds since the Unix epoch. */
  timestamp(us: number | null): void {
    this.int8(us === null ? null : us - epochUs);
  }

  /** date from days since the Unix epoch. */
  date(day: number | null): void {
    this.int4(day === null ? null : day - epochUs / 1000 / dayMs);
  }

  /** text; NUL, which Postgres refuses, becomes U+FFFD. */
  text(value: string | null): void {
    if (this.#isNull(value)) return;
    const clean = value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
    const most = clean.length * 3;
    this.#room(4 + most);
    const written = this.#buffer.write(clean, this.#at + 4, most, 'utf8');
    this.#buffer.writeInt32BE(written, this.#at);
    this.#at += 4 + written;
  }

  /** jsonb from JSON text: its wire form begins with a version byte. */
  jsonb(value: string | null): void {
    if (this.#isNull(value)) return;
    const most = value.length * 3;
    this.#room(5 + most);
    this.#buffer[this.#at + 4] = 1;
    const written = this.#buffer.write(value, this.#at + 5, most, 'utf8');
    this.#buffer.writeInt32BE(written + 1, this.#at);
    this.#at += 5 + written;
  }

  /** bytea, or any type whose wire form is these bytes (uuid: its 16 bytes). */
  bytes(value: Uint8Array | null): void {
    if (this.#isNull(value)) return;
    this.#room(4 + value.length);
    this.#at = this.#buffer.writeInt32BE(value.length, this.#at);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** bytea from lower-case hex. */
  hex(value: string | null): void {
    if (this.#isNull(value)) return;
    this.#hexDigits(value, value.length >> 1);
  }

  /** uuid from its lower-case text, with or without dashes. */
  uuid(value: string | null): void {
    if (this.#isNull(value)) return;
    this.#hexDigits(value, 16);
  }

  /** By hand: a third of the time of `Buffer.write(…, 'hex')` at these lengths. Dashes are skipped. */
  #hexDigits(value: string, length: number): void {
    this.#room(4 + length);
    const buffer = this.#buffer;
    let at = buffer.writeInt32BE(length, this.#at);
    for (let i = 0; i < value.length; i += 2) {
      if (value.charCodeAt(i) === dash) i++;
      buffer[at++] = (digitOf(value.charCodeAt(i)) << 4) | digitOf(value.charCodeAt(i + 1));
    }
    this.#at += 4 + length;
  }

  /** The bytes so far, which are forgotten here; more may follow. */
  take(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#at);
    this.#buffer = Buffer.allocUnsafe(this.#buffer.length);
    this.#at = 0;
    return bytes;
  }

  /** The bytes of the rows alone, for `copyRows`; nothing may be added afterwards. */
  rows(): Buffer {
    return this.#buffer.subarray(signature.length, this.#at);
  }

  /** The stream's bytes; nothing may be added afterwards. */
  finish(): Buffer {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(-1, this.#at);
    return this.#buffer.subarray(0, this.#at);
  }
}

/**
 * One COPY into `target` whose rows are made piece by piece: Postgres works while we make the next. `pieces` adds rows to what it is given,
 * and yields whenever there is a piece to send. What `client` is busy with until `free` resolves comes first; pieces are made meanwhile.
 * Rejects with Postgres' error, or that of `free` or `pieces`; the connection is then of no use any more.
 */
export async function copyPieces(
  client: Client,
  target: string,
  free: Promise<unknown>,
  pieces: (rows: CopyRows) => AsyncIterable<unknown>,
): Promise<void> {
  const rows = new CopyRows(1 << 18);
  const open = async () => {
    await free;
    const stream = client.query(copyFrom(`copy ${target} from stdin (format binary)`));
    const finished = once(stream, 'finish');
    // Awaited at the end; until then a failure must not count as unhandled.
    finished.catch(() => {});
    // Once Postgres has refused, the stream has no connection to write to, and `finished` tells why.
    let isRefused = false;
    stream.once('error', () => {
      isRefused = true;
    });
    return {
      write: (bytes: Buffer) => isRefused || stream.write(bytes),
      end: (bytes: Buffer) => isRefused || stream.end(bytes),
      finished,
    };
  };
  let copy: Awaited<ReturnType<typeof open>> | null = null;
  const opened = open().then((begun) => {
    copy = begun;
    return begun;
  });
  opened.catch(() => {});
  for await (const _ of pieces(rows)) {
    (copy as Awaited<ReturnType<typeof open>> | null)?.write(rows.take());
    await new Promise(setImmediate);
  }
  const { end, finished } = await opened;
  end(rows.finish());
  await finished;
}

/** Sends `rows` into `target`, for example `span (trace_id, span_id)`; rejects with Postgres' error. Nothing is sent when there are no rows. */
export async function copyInto(client: Client, target: string, rows: CopyRows): Promise<void> {
  if (rows.count > 0) await copyRows(client, target, [rows.rows()]);
}

/** The same for rows that were made before, in pieces that each hold whole rows. */
export async function copyRows(client: Client, target: string, pieces: readonly Buffer[]): Promise<void> {
  if (pieces.length === 0) return;
  const stream = client.query(copyFrom(`copy ${target} from stdin (format binary)`));
  const finished = once(stream, 'finish');
  stream.write(signature);
  // Pieces of 1 MB keep the socket's buffer small; one write of many MB would be copied whole.
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += 1 << 20) stream.write(piece.subarray(at, at + (1 << 20)));
  }
  stream.end(trailer);
  await finished;
}
