import fc from 'fast-check';
import { expect, test } from 'vitest';
import { origin } from '#lib/domain/evidence.fixture.ts';
import { leastUuidV7At, microsOfUuidV7, uuidV7At } from '#lib/domain/uuid-v7.ts';

const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });
const moment = fc.integer({ min: 0, max: 2 ** 53 - 1 });

test('ids are valid version 7 and hold their millisecond', () => {
  fc.assert(
    fc.property(moment, bytes, (us, random) => {
      const id = uuidV7At(us, random);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(microsOfUuidV7(id)).toBe(Math.floor(us / 1000) * 1000);
      expect(leastUuidV7At(us) <= id).toBe(true);
    }),
  );
});

test('ids order as the moments they were minted from, to the microsecond', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      bytes,
      bytes,
      (a, more, r, s) => {
        expect(uuidV7At(origin + a, r) < uuidV7At(origin + a + more, s)).toBe(true);
      },
    ),
  );
});

test('a moment before 1970 counts as 1970', () => {
  expect(microsOfUuidV7(uuidV7At(-5, new Uint8Array(8)))).toBe(0);
});
