import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const script = readFileSync('public/embed/v1/widget.js', 'utf8');

it('is at most 6 kB compressed, stands alone, and makes no markup of what it is told', () => {
  expect(gzipSync(script).byteLength).toBeLessThanOrEqual(6_000);
  expect(script).not.toMatch(
    /\bimport\b|\brequire\(|innerHTML|insertAdjacentHTML|document\.write|eval\(|cookie\s*=|localStorage/,
  );
});
