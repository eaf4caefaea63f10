import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownTexts, maxKnownBytes } from './known-texts.ts';

/** As the decoder asks: what is known, else what decoding gives, which is told. */
function read(known: KnownTexts, bytes: Buffer): { text: string; wasKnown: boolean } {
  const found = known.find(bytes, 0, bytes.length);
  if (found !== undefined) return { text: found, wasKnown: true };
  const text = bytes.toString('utf8');
  known.learn(text, bytes.length);
  return { text, wasKnown: false };
}

test('whatever was read before, a text is what its bytes say', () => {
  const known = new KnownTexts();
  const bytes = fc.uint8Array({ maxLength: maxKnownBytes }).map((list) => Buffer.from(list));
  const words = fc.constantFrom('http.method', 'http.methoe', 'GET', '', '\0', 'ä', 'x'.repeat(maxKnownBytes));
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          bytes,
          words.map((word) => Buffer.from(word)),
        ),
      ),
      (list) => {
        for (const one of [...list, ...list, ...list]) expect(read(known, one).text).toBe(one.toString('utf8'));
      },
    ),
  );
});

test('a text is known the third time, and not for having been seen once', () => {
  const known = new KnownTexts();
  const seen = [1, 2, 3, 4].map(() => read(known, Buffer.from('http.request.method')).wasKnown);
  expect(seen).toEqual([false, false, true, true]);
});

test('what may need replacing is never kept', () => {
  const known = new KnownTexts();
  for (const bytes of [Buffer.from('a\0b'), Buffer.from([0xff, 0x41]), Buffer.from('é')]) {
    for (let i = 0; i < 4; i++) expect(read(known, bytes).wasKnown).toBe(false);
  }
});
