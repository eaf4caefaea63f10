import { expect, it } from 'vitest';
import { findingWords, lengthWords, refusalFix } from './advice.ts';
import { findingCodes } from './finding.ts';

const found = { source: 'mailer', subject: 'bullmq', count: 1_200, of: 3_000, amount: 10_800_000 };

it('says something of every finding, in one sentence that ends, and what to change', () => {
  for (const code of findingCodes) {
    const { text, fix } = findingWords(code, found);
    expect(text, code).toMatch(/^[A-Z0-9].*\.$/);
    expect(text, code).not.toMatch(/undefined|null|NaN/);
    expect(fix, code).toMatch(/^[A-Z].*[.:]$/s);
  }
});

it('tells how far a clock is off, and whose it is', () => {
  expect(findingWords('clock-ahead', found).text).toContain('The clock of mailer is at least 3.0 h ahead');
  const refused = { source: 'mailer', reason: 'too-far-ahead', count: 1, offsetMs: 3 * 3_600_000 };
  expect(refusalFix(refused)).toBe(
    'The clock of mailer is 3.0 h ahead: set it right. Times up to 1 h ahead of ours are taken.',
  );
});

it('says of how many runs how many lack a correlation ID, and what to add for their kind of queue', () => {
  const { text, fix, snippet } = findingWords('no-correlation', found);
  expect(text).toContain('1,200 of 3,000 bullmq runs of mailer');
  expect(fix).toContain('do not export baggage');
  expect(snippet).toContain('withCorrelation');
  const systems = ['bullmq', 'celery', 'sidekiq', 'pg-boss', 'kafka'];
  expect(new Set(systems.map((subject) => findingWords('no-correlation', { ...found, subject }).snippet)).size).toBe(5);
});

it('counts one as one', () => {
  expect(findingWords('sampled-out-link', { ...found, count: 1 }).text).toContain('1 span of mailer');
  expect(findingWords('sampled-out-link', { ...found, subject: 'sidekiq' }).tone).toBe('info');
});

it('writes lengths of time with one unit', () => {
  expect([250, 59_000, 90_000, 10_800_000, 5 * 86_400_000, 54 * 31_557_600_000].map(lengthWords)).toEqual([
    '0.3 s',
    '59 s',
    '1.5 min',
    '3.0 h',
    '5.0 days',
    '54 years',
  ]);
});
