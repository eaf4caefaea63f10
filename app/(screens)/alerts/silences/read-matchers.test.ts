import { expect, it } from 'vitest';
import { readMatchers } from './read-matchers.ts';

it('reads equal, not equal and patterns, and names what is none of them', () => {
  expect(readMatchers(' queue=mail  environment!=staging job=~import-* ')).toEqual([
    { label: 'queue', op: '=', value: 'mail' },
    { label: 'environment', op: '!=', value: 'staging' },
    { label: 'job', op: '=~', value: 'import-*' },
  ]);
  expect(() => readMatchers('queue=mail nonsense')).toThrow('"nonsense"');
});
