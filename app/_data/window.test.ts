import { describe, expect, test } from 'vitest';
import { withQuery } from './query-string.ts';
import { momentOf, stepFor, widened, windowBefore, windowLabel, windowLength } from './window.ts';

const now = Date.parse('2026-11-24T12:00:00.000Z');

describe('the window in the URL', () => {
  test('relative and absolute ends are understood, nonsense is not', () => {
    expect(momentOf('now', now)).toBe(now);
    expect(momentOf('now-90m', now)).toBe(now - 5_400_000);
    expect(momentOf('2026-11-24T11:00', now)).toBe(now - 3_600_000);
    expect(momentOf('soon', now)).toBeNull();
  });
  test('the stretch before a relative window is relative as well', () => {
    expect(windowBefore({ from: 'now-24h', to: 'now' }, now)).toEqual({ from: 'now-2880m', to: 'now-24h' });
    expect(windowBefore({ from: 'now-45s', to: 'now' }, now)).toEqual({ from: 'now-90s', to: 'now-45s' });
  });
  test('the stretch before an absolute window ends where the window starts', () => {
    expect(windowBefore({ from: '2026-11-24T10:00:00Z', to: '2026-11-24T11:00:00Z' }, now)).toEqual({
      from: '2026-11-24T09:00:00.000Z',
      to: '2026-11-24T10:00:00.000Z',
    });
  });
  test('a window is widened back from now, or around its middle', () => {
    expect(widened({ from: 'now-1h', to: 'now' }, now)).toEqual({ from: 'now-2h', to: 'now' });
    expect(widened({ from: 'now-300d', to: 'now' }, now)).toEqual({ from: 'now-400d', to: 'now' });
    expect(widened({ from: '2026-11-24T10:00:00Z', to: '2026-11-24T11:00:00Z' }, now)).toEqual({
      from: '2026-11-24T09:30:00.000Z',
      to: '2026-11-24T11:30:00.000Z',
    });
    expect(widened({ from: '2026-11-24T10:00:00Z', to: '2026-11-24T12:00:00Z' }, now).to).toBe(
      '2026-11-24T12:00:00.000Z',
    );
  });
  test('a window that is not understood counts as a day', () => {
    expect(windowLength({ from: 'x', to: 'now' }, now)).toBe(86_400_000);
  });
  test('labels name the usual windows', () => {
    expect(windowLabel({ from: 'now-1h', to: 'now' })).toBe('Last 1 h');
    expect(windowLabel({ from: 'now-90m', to: 'now' })).toBe('Last 90 min');
    expect(windowLabel({ from: '2026-11-24T10:00:00Z', to: 'now' })).toBe('2026-11-24 10:00 – now');
  });
  test('steps are round and keep to the number of points', () => {
    expect(stepFor(86_400_000, 96)).toBe(900_000);
    expect(stepFor(3_600_000, 60)).toBe(60_000);
  });
});

test('query strings have a fixed order and leave out what is empty', () => {
  expect(withQuery('/runs', { queue: ['b', 'a'], environment: 'demo', q: '', from: null })).toBe(
    '/runs?environment=demo&queue=b%2Ca',
  );
  expect(withQuery('/runs', {})).toBe('/runs');
});
