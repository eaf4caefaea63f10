import { expect, test } from 'vitest';
import { manifests } from '#app/api/v1/sources/manifests.ts';
import { capabilitiesOf } from './capability-words.ts';

test.each([...manifests.values()])('$kind says of everything whether it is told', ({ capabilities }) => {
  const words = capabilitiesOf(capabilities);
  expect(words).toHaveLength(capabilities.moments ? 14 : 10);
  for (const { text, tone } of words) {
    expect(text).not.toBe('');
    expect(text === 'not told').toBe(tone === 'unknown');
  }
});

test('what a Redis list cannot tell is not claimed', () => {
  const list = manifests.get('redis-list');
  const told = capabilitiesOf(list?.capabilities as never, 60_000);
  const words = Object.fromEntries(told.map(({ name, text }) => [name, text]));
  expect(words).toMatchObject({
    'Enqueued at': 'inferred, within 1 m',
    Errors: 'not told',
    Workers: 'not told',
    Schedules: 'not told',
    Runs: 'what differs between two reads',
    Queues: 'those you name',
  });
});
