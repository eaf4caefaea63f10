import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InstanceNow, isSilenced, noticeOf, stableId } from './notices.ts';
import { isAlarming, phases } from './step.ts';

const rule = { repeatMs: 3_600_000 };
const now = (change: Partial<InstanceNow>): InstanceNow => ({
  labels: {},
  phase: 'normal',
  episodeId: null,
  notifiedMs: null,
  isAcknowledged: false,
  ...change,
});

describe('who is told', () => {
  it('an episode once, again only after the repeat interval, and never again once it is acknowledged', () => {
    expect(noticeOf(rule, now({}), 'firing', false, 1000)).toEqual({ notice: 'firing', notifiedMs: 1000 });
    const told = now({ phase: 'firing', notifiedMs: 1000 });
    expect(noticeOf(rule, told, 'recovering', false, 61_000).notice).toBeNull();
    expect(noticeOf(rule, told, 'firing', false, 3_601_000).notice).toBe('firing');
    expect(noticeOf(rule, { ...told, isAcknowledged: true }, 'firing', false, 3_601_000).notice).toBeNull();
    expect(noticeOf(rule, told, 'normal', false, 61_000)).toEqual({ notice: 'resolved', notifiedMs: null });
  });

  it('nobody while it is silenced, everybody when the silence ends and it still fires', () => {
    const silent = noticeOf(rule, now({}), 'firing', true, 1000);
    expect(silent).toEqual({ notice: null, notifiedMs: null });
    expect(noticeOf(rule, now({ phase: 'firing' }), 'firing', false, 61_000).notice).toBe('firing');
    expect(noticeOf(rule, now({ phase: 'firing' }), 'normal', false, 61_000).notice).toBeNull();
  });

  it('of resolved only what was told firing, once an episode', () => {
    const slot = fc.record({ phase: fc.constantFrom(...phases), isSilent: fc.boolean(), isAcknowledged: fc.boolean() });
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 60 }), (slots) => {
        let before = now({});
        let isOpen = false;
        for (const [n, { phase, isSilent, isAcknowledged }] of slots.entries()) {
          const { notice, notifiedMs } = noticeOf(rule, { ...before, isAcknowledged }, phase, isSilent, n * 60_000);
          if (notice === 'firing') isOpen = true;
          if (notice === 'resolved') {
            expect(isOpen).toBe(true);
            isOpen = false;
          }
          if (!isAlarming(phase)) expect(isOpen).toBe(false);
          before = now({ phase, notifiedMs });
        }
      }),
    );
  });
});

describe('a silence', () => {
  const labels = { queue: 'mail-eu', environment: 'production' };
  const silence = (op: '=' | '!=' | '=~', value: string, label = 'queue') =>
    isSilenced([{ matchers: [{ label, op, value }], startsMs: 0, endsMs: 100 }], labels, 50);

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
    expect(isSilenced([{ matchers: [], startsMs: 0, endsMs: 50 }], labels, 50)).toBe(false);
  });
});

it('ids follow from what they name', () => {
  expect(stableId('a', 1)).toBe(stableId('a', 1));
  expect(stableId('a', 1)).not.toBe(stableId('a1'));
  expect(stableId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
