import type { Window } from '#lib/contracts/window.ts';

const dayMs = 24 * 3_600_000;

/**
 * `window` in stretches, the latest first: a day, two, four and so on. A list that is sorted by the moment of the window is mostly full after
 * the first. Asked for the whole window, Postgres reads of each day until it has found one run, to merge the days. Pure.
 */
export function* stretchesBack({ fromMs, toMs }: Window): Generator<Window> {
  let end = toMs;
  for (let length = dayMs; end - length > fromMs; length *= 2) {
    yield { fromMs: end - length, toMs: end };
    end -= length;
  }
  yield { fromMs, toMs: end };
}
