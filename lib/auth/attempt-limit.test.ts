import { describe, expect, it } from 'vitest';
import { createAttemptLimit } from './attempt-limit.ts';

describe('the limit on guesses', () => {
  it('lets ten wrong ones through, then makes people wait until the first is old', () => {
    const limit = createAttemptLimit(10, 60_000);
    for (let i = 0; i < 10; i++) {
      expect(limit.waitSeconds('ada', i * 1000)).toBe(0);
      limit.fail('ada', i * 1000);
    }
    expect(limit.waitSeconds('ada', 10_000)).toBe(50);
    expect(limit.waitSeconds('bob', 10_000)).toBe(0);
    expect(limit.waitSeconds('ada', 60_001)).toBe(0);
  });

  it('takes back what was no failure', () => {
    const limit = createAttemptLimit(1, 60_000);
    limit.fail('ada', 0);
    limit.takeBack('ada');
    expect(limit.waitSeconds('ada', 1)).toBe(0);
  });

  it('forgets after success, and the oldest key when there are too many', () => {
    const limit = createAttemptLimit(1, 60_000, 2);
    limit.fail('a', 0);
    limit.succeed('a');
    expect(limit.waitSeconds('a', 1)).toBe(0);
    for (const key of ['a', 'b', 'c']) limit.fail(key, 1);
    expect(limit.waitSeconds('a', 2)).toBe(0);
    expect(limit.waitSeconds('c', 2)).toBe(60);
  });
});
