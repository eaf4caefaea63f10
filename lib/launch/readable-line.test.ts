import { expect, test } from 'vitest';
import { readableLine } from './readable-line.ts';

test('a structured line becomes a sentence with its facts behind it', () => {
  expect(readableLine('{"level":30,"time":1,"role":"door","msg":"started"}')).toBe('started (role=door)');
  expect(readableLine('{"level":40,"time":1,"source":"a","failures":2,"msg":"refused"}')).toBe(
    'warning: refused (source=a, failures=2)',
  );
});

test('an error is told by its message, not by its stack', () => {
  expect(readableLine('{"level":50,"err":{"message":"gone","stack":"at x"},"msg":"a batch failed"}')).toBe(
    'error: a batch failed (err=gone)',
  );
});

test('whatever is not a structured line stays as it is', () => {
  expect(readableLine('▲ Next.js')).toBe('▲ Next.js');
  expect(readableLine('{"level":cut')).toBe('{"level":cut');
});
