import { expect, it } from 'vitest';
import { csvCell } from './export-runs.ts';

it('a cell of a CSV file is quoted where needed and never a formula', () => {
  expect(csvCell('plain')).toBe('plain');
  expect(csvCell(null)).toBe('');
  expect(csvCell(-5)).toBe('-5');
  expect(csvCell('a "b", c\nd')).toBe('"a ""b"", c\nd"');
  for (const text of ['=1+1', '+1', '-1', '@x', '\tx']) expect(csvCell(text)).toBe(`'${text}`);
});
