import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { widgetScript } from '#lib/embed/widget-script.ts';

const script = (await widgetScript()).text;

it('is at most 6 kB compressed, stands alone, and makes no markup of what it is told', () => {
  expect(gzipSync(script).byteLength).toBeLessThanOrEqual(6_000);
  expect(script).not.toMatch(
    /\bimport\b|\brequire\(|innerHTML|insertAdjacentHTML|document\.write|eval\(|cookie\s*=|localStorage/,
  );
});
