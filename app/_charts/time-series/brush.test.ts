import { expect, test } from 'vitest';
import { brushed } from './brush.ts';

const minute = 60_000;

test('a drag within one step is a click on that step', () => {
  expect(brushed({ downMs: 0, nowMs: 0 }, minute)).toEqual({ kind: 'click', fromMs: 0, toMs: minute });
});

test('a longer one is a window of whole steps, whichever way it went', () => {
  const window = { kind: 'window', fromMs: 2 * minute, toMs: 6 * minute };
  expect(brushed({ downMs: 2 * minute, nowMs: 5 * minute }, minute)).toEqual(window);
  expect(brushed({ downMs: 5 * minute, nowMs: 2 * minute }, minute)).toEqual(window);
});
