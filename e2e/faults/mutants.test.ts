import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalogue } from './catalogue.ts';

const root = path.resolve(import.meta.dirname, '../..');
const catalogue = await readCatalogue();
const mutated = catalogue.flatMap(({ id, mutant }) => (mutant ? [{ id, mutant }] : []));

test('each fault has a number of its own', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

test.each(mutated)('the mutant of $id still finds the one statement that it changes', ({ mutant }) => {
  const source = readFileSync(path.join(root, mutant.file), 'utf8');
  expect(source.split(mutant.find)).toHaveLength(2);
  expect(mutant.replace).not.toBe(mutant.find);
});
