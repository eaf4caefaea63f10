import { describe, expect, it } from 'vitest';
import { maxWindowMs, parseMoment, resolveWindow } from './window.ts';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const hour = 3_600_000;

describe('a moment in a query', () => {
  it('is ISO 8601, with or without zone, or relative to now', () => {
    expect(parseMoment('2026-11-24T11:00:00Z', now)).toBe(now - hour);
    expect(parseMoment('2026-11-24T12:00:00+01:00', now)).toBe(now - hour);
    expect(parseMoment('2026-11-24T11:00', now)).toBe(now - hour);
    expect(parseMoment('2026-11-24', now)).toBe(now - 12 * hour);
    expect(parseMoment('now', now)).toBe(now);
    expect(parseMoment('now-90m', now)).toBe(now - 1.5 * hour);
    expect(parseMoment('now-2w', now)).toBe(now - 14 * 24 * hour);
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'yesterday',
      'now+1h',
      'now-1y',
      '-24h',
      '2026',
      '1764000000',
      '2026-13-01',
      'now-1h; drop',
    ]) {
      expect(parseMoment(text, now), text).toBeNull();
    }
  });
});

describe('a window', () => {
  it('is the last 24 hours unless said', () => {
    expect(resolveWindow({}, now)).toEqual({ fromMs: now - 24 * hour, toMs: now });
    expect(resolveWindow({ to: 'now-1h' }, now)).toEqual({ fromMs: now - 25 * hour, toMs: now - hour });
  });

  it('names each faulty end', () => {
    expect(resolveWindow({ from: 'x', to: 'y' }, now)).toHaveProperty('fields.from');
    expect(resolveWindow({ from: 'x', to: 'y' }, now)).toHaveProperty('fields.to');
    expect(resolveWindow({ from: 'now', to: 'now-1h' }, now)).toHaveProperty('fields.from');
    expect(resolveWindow({ from: new Date(now - maxWindowMs - 1).toISOString() }, now)).toHaveProperty('fields.from');
  });
});
