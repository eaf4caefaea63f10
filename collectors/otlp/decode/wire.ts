// Reads the protobuf wire format: varints, fixed numbers, lengths, and skipping what is not known.
// Source: https://protobuf.dev/programming-guides/encoding/
import { AppError } from '#lib/errors.ts';

export function badProtobuf(why: string): AppError {
  return new AppError('invalid_input', `not an OTLP protobuf message: ${why}`);
}

/** Microseconds in 2^32 nanoseconds, and the nanoseconds that remain: keeps fixed64 exact without bigint. */
const microsOf2to32 = 4_294_967;
const restOf2to32 = 296;
const deepestGroup = 32;

/** What `toString` calls, without its checks: half the cost of a short text. */
interface SlicedBuffer extends Buffer {
  utf8Slice(start: number, end: number): string;
  hexSlice(start: number, end: number): string;
}

export class Wire {
  readonly bytes: SlicedBuffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes as SlicedBuffer;
  }

  /** An unsigned varint; exact up to 2^53, which tags, lengths, enums and counts never pass in good messages. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw badProtobuf('it ends inside a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw badProtobuf('a number is longer than 10 bytes');
  }

  /** A uint32 or enum, of which only the low 32 bits count. */
  uint32(): number {
    return this.varint64().low;
  }

  /** An int64, exact: a number where it fits, else its digits. */
  int64(): number | string {
    const { low, high } = this.varint64();
    const signedHigh = high | 0;
    if (signedHigh >= -0x20_0000 && signedHigh < 0x20_0000) return signedHigh * 0x1_0000_0000 + low;
    return String((BigInt(signedHigh) << 32n) | BigInt(low));
  }

  private varint64(): { low: number; high: number } {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw badProtobuf('it ends inside a number');
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 };
    }
    throw badProtobuf('a number is longer than 10 bytes');
  }

  fixed32(): number {
    this.need(4);
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  double(): number {
    this.need(8);
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  /** fixed64 nanoseconds as whole microseconds, rounded down, at most 2^53 − 1. */
  nanosAsMicros(): number {
    this.need(8);
    const low = this.bytes.readUInt32LE(this.at);
    const high = this.bytes.readUInt32LE(this.at + 4);
    this.at += 8;
    const micros = high * microsOf2to32 + Math.floor((high * restOf2to32 + low) / 1000);
    return Math.min(micros, Number.MAX_SAFE_INTEGER);
  }

  /** Reads a length and answers where that piece ends. */
  pieceEnd(limit: number): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > limit) throw badProtobuf('a length reaches beyond its message');
    return end;
  }

  /** After the last field of a message: it must have ended exactly here. */
  close(end: number): void {
    if (this.at !== end) throw badProtobuf('a field reaches beyond its message');
  }

  /** Skips the value that follows `tag`. */
  skip(tag: number, limit: number, depth = 0): void {
    const type = tag & 7;
    if (tag >>> 3 === 0) throw badProtobuf('field number 0');
    if (type === 0) this.varint64();
    else if (type === 1) this.at += 8;
    else if (type === 2) this.at = this.pieceEnd(limit);
    else if (type === 5) this.at += 4;
    else if (type === 3 && depth < deepestGroup) this.skipGroup(tag, limit, depth + 1);
    else throw badProtobuf(`wire type ${type}`);
    if (this.at > limit) throw badProtobuf('a field reaches beyond its message');
  }

  private skipGroup(start: number, limit: number, depth: number): void {
    for (;;) {
      const tag = this.varint();
      if (tag === start + 1) return;
      this.skip(tag, limit, depth);
    }
  }

  private need(bytes: number): void {
    if (this.at + bytes > this.bytes.length) throw badProtobuf('it ends inside a number');
  }
}
