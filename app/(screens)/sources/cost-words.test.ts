import { expect, test } from 'vitest';
import { costSentence } from './cost-words.ts';

const cost = {
  unit: 'command',
  isBilled: true,
  vendor: 'Upstash',
  readsPerMinute: 1,
  perRead: 7,
  perMinute: 7,
  perMonth: 302_400,
};

test('a cost is told by read, minute and month, with who bills it', () => {
  expect(costSentence(cost)).toBe(
    '1 read a minute, 7 commands each: 7 a minute, 302,400 a month; each command is billed by Upstash',
  );
});

test('what is not known of it is left out', () => {
  const unknown = { ...cost, unit: 'query', isBilled: false, readsPerMinute: 0.5, perRead: null };
  expect(costSentence(unknown)).toBe('0.5 reads a minute');
});
