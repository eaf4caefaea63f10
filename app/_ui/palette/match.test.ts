import { expect, test } from 'vitest';
import { fitting } from './match.ts';

const items = ['Overview', 'Runs', 'Queues', 'Theme: dark', 'Window: Last 1 h', 'Dead letters'].map((name) => ({
  name,
}));
const names = (typed: string) => fitting(items, typed).map(({ name }) => name);

test('all words typed must fit, those at the start of a name come first', () => {
  expect(names('')).toHaveLength(6);
  expect(names('da th')).toEqual(['Theme: dark']);
  expect(names('d')).toEqual(['Dead letters', 'Theme: dark', 'Window: Last 1 h']);
  expect(names('nothing like it')).toEqual([]);
});
