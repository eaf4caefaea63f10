import { expect, test } from 'vitest';
import { differencesOf } from './shortened.tsx';

test('what was left out, replaced or sent wrong is said in a sentence each, and nothing else', () => {
  expect(differencesOf({ cut: null, flaws: [] })).toEqual([]);
  const cut = { attributes: 3, events: 0, values: 1, replaced: 2 };
  expect(differencesOf({ cut, flaws: ['end-before-start'] })).toEqual([
    '3 attributes left out.',
    '1 long texts cut.',
    '2 texts with characters that cannot be stored, shown as \ufffd.',
    'It was sent with an end before its start: its duration is not known.',
  ]);
});
