// Numbers at known places of rows in COPY's binary format.
import type { Micros } from '#lib/domain/evidence.ts';

const highest = 0x1_0000_0000;
/** Postgres counts from 2000-01-01. */
const epochUs = 946_684_800_000_000;

/** An int8 below 2^53 in size. */
export function writeInt8(bytes: Buffer, at: number, value: number): void {
  const high = Math.floor(value / highest);
  bytes.writeInt32BE(high, at);
  bytes.writeUInt32BE(value - high * highest, at + 4);
}

/** A timestamptz, as microseconds since the Unix epoch. */
export const readMoment = (bytes: Buffer, at: number): Micros =>
  bytes.readInt32BE(at) * highest + bytes.readUInt32BE(at + 4) + epochUs;

export const writeMoment = (bytes: Buffer, at: number, us: Micros): void => writeInt8(bytes, at, us - epochUs);
