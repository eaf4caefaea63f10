import { expect, test } from 'vitest';
import { columnsOf, usualColumns } from './columns.tsx';

const keysOf = (...asked: Parameters<typeof columnsOf>) => columnsOf(...asked).map(({ key }) => key);

test('what a list is sorted by is seen, among the usual columns in the place of the other moment', () => {
  expect(keysOf(usualColumns)).toEqual([...usualColumns]);
  expect(keysOf(usualColumns, '-finishedAt')).toEqual(
    usualColumns.map((key) => (key === 'enqueuedAt' ? 'finishedAt' : key)),
  );
  expect(keysOf(['job', 'enqueuedAt'], '-finishedAt')).toEqual(['state', 'job', 'enqueuedAt', 'finishedAt']);
  expect(keysOf(['job'], '-waitMs')).toEqual(['state', 'job', 'waitMs']);
  expect(keysOf(['job'], '-enqueuedAt')).toEqual(['state', 'job']);
});
