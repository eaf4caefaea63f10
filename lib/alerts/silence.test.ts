import { describe, expect, it } from 'vitest';
import { isOn, isSilenced } from './silence.ts';

describe('a silence', () => {
  const labels = { queue: 'mail-eu', environment: 'production' };
  const silence = (op: '=' | '!=' | '=~', value: string, label = 'queue') =>
    isSilenced([{ matchers: [{ label, op, value }], startsMs: 0, endsMs: 100, recurrence: null }], labels, 50);

  it('matches whole values, their absence, and patterns with a star', () => {
    expect(silence('=', 'mail-eu')).toBe(true);
    expect(silence('=', 'mail')).toBe(false);
    expect(silence('!=', 'pay')).toBe(true);
    expect(silence('=~', 'mail-*')).toBe(true);
    expect(silence('=~', '*-eu')).toBe(true);
    expect(silence('=~', 'm*l*eu')).toBe(true);
    expect(silence('=~', 'mail-eu-*eu')).toBe(false);
    expect(silence('=', '', 'job')).toBe(true);
  });

  it('is over when it ends', () => {
    expect(isSilenced([{ matchers: [], startsMs: 0, endsMs: 50, recurrence: null }], labels, 50)).toBe(false);
  });

  it('that comes again is on only for a while from each of its times on, by the clocks of its zone', () => {
    const nightly = { cron: '0 2 * * *', timeZone: 'Europe/Berlin', durationMs: 3_600_000 };
    const isOnAt = (at: string) =>
      isOn({ startsMs: 0, endsMs: Date.parse('2027-01-01T00:00:00Z'), recurrence: nightly }, Date.parse(at));
    expect(isOnAt('2026-11-24T01:00:00Z')).toBe(true);
    expect(isOnAt('2026-11-24T01:59:59Z')).toBe(true);
    expect(isOnAt('2026-11-24T02:00:00Z')).toBe(false);
    expect(isOnAt('2026-11-24T00:59:59Z')).toBe(false);
    expect(isOnAt('2026-07-24T00:30:00Z')).toBe(true); // summer time
    expect(isOnAt('2027-01-02T01:30:00Z')).toBe(false); // over for good
  });
});
