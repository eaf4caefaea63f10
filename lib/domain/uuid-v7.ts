// UUIDv7 (RFC 9562, section 5.7) with the microseconds below the millisecond in rand_a (section 6.2, method 3), so that
// ids minted from moments order as those moments do.
import type { Micros } from '#lib/domain/evidence.ts';

/** The id of a run first heard of at `us`. `random`: at least 8 random bytes. Moments before 1970 count as 1970. */
export function uuidV7At(us: Micros, random: Uint8Array): string {
  const moment = Math.min(Math.max(0, Math.floor(us)), 2 ** 48 * 1000 - 1);
  const ms = Math.floor(moment / 1000);
  const below = Math.floor(((moment % 1000) * 4096) / 1000);
  const time = ms.toString(16).padStart(12, '0');
  const tail = Buffer.from(random.subarray(0, 8));
  tail[0] = ((tail[0] as number) & 0x3f) | 0x80;
  const rest = tail.toString('hex');
  const fine = below.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${fine}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

/** The moment in a UUIDv7, to the millisecond, as microseconds. */
export function microsOfUuidV7(id: string): Micros {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) * 1000;
}

/** The least UUID of a moment (to the millisecond): the bound of a partition or of a time filter on ids. */
export function leastUuidV7At(us: Micros): string {
  const time = Math.floor(us / 1000)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
