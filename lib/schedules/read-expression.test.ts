import { expect, it } from 'vitest';
import { readExpression } from './read-expression.ts';

it('reads expressions as platforms write them', () => {
  const read = ['0 3 * * *', 'rate(1 hour)', 'rate(5 minutes)', 'cron(0 3 ? * MON-FRI *)', 'cron(0 3 ? * 2-6 *)'].map(
    readExpression,
  );
  expect(read.map((one) => one?.cron ?? one?.everyMs)).toEqual([
    '0 3 * * *',
    3_600_000,
    300_000,
    '0 3 * * MON-FRI',
    '0 3 * * 1-5',
  ]);
  expect(['', 'cron(0 3 * * ? 2030)', 'cron(0 3)'].map(readExpression)).toEqual([null, null, null]);
});
