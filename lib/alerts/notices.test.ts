import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKeyOf, timersOf } from './group-timers.ts';
import { type InstanceNow, noticeOf, stableId } from './notices.ts';
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
    expect(noticeOf(rule, now({}), { phase: 'firing' }, false, 1000)).toEqual({ notice: 'firing', notifiedMs: 1000 });
    const told = now({ phase: 'firing', notifiedMs: 1000 });
    expect(noticeOf(rule, told, { phase: 'recovering' }, false, 61_000).notice).toBeNull();
    expect(noticeOf(rule, told, { phase: 'firing' }, false, 3_601_000).notice).toBe('firing');
    expect(noticeOf(rule, { ...told, isAcknowledged: true }, { phase: 'firing' }, false, 3_601_000).notice).toBeNull();
    expect(noticeOf(rule, told, { phase: 'normal' }, false, 61_000)).toEqual({ notice: 'resolved', notifiedMs: null });
  });

  it('nobody while it is silenced, everybody when the silence ends and it still fires', () => {
    const silent = noticeOf(rule, now({}), { phase: 'firing' }, true, 1000);
    expect(silent).toEqual({ notice: null, notifiedMs: null });
    expect(noticeOf(rule, now({ phase: 'firing' }), { phase: 'firing' }, false, 61_000).notice).toBe('firing');
    expect(noticeOf(rule, now({ phase: 'firing' }), { phase: 'normal' }, false, 61_000).notice).toBeNull();
  });

  it('of resolved only what was told firing, once an episode', () => {
    const slot = fc.record({ phase: fc.constantFrom(...phases), isSilent: fc.boolean(), isAcknowledged: fc.boolean() });
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 60 }), (slots) => {
        let before = now({});
        let isOpen = false;
        for (const [n, { phase, isSilent, isAcknowledged }] of slots.entries()) {
          const { notice, notifiedMs } = noticeOf(rule, { ...before, isAcknowledged }, { phase }, isSilent, n * 60_000);
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

describe('a group', () => {
  const grouped = { groupWaitMs: 30_000, groupIntervalMs: 300_000 };
  const atOnce = { groupWaitMs: 0, groupIntervalMs: 300_000 };

  it('waits for others at first, then sends at most every interval, and tells the end of all at once', () => {
    expect(timersOf(grouped, 'firing', false)).toEqual({ waitMs: 30_000, intervalMs: 0 });
    expect(timersOf(grouped, 'firing', true)).toEqual({ waitMs: 30_000, intervalMs: 300_000 });
    expect(timersOf(grouped, 'resolved', true)).toEqual({ waitMs: 0, intervalMs: 300_000 });
    expect(timersOf(grouped, 'resolved', false)).toEqual({ waitMs: 0, intervalMs: 0 });
    expect(timersOf(atOnce, 'firing', true)).toEqual({ waitMs: 0, intervalMs: 0 });
  });

  it('is a rule and an environment; programs that are to hear at once get a request for each alert', () => {
    const key = (labels: Record<string, string>, kind: 'slack' | 'webhook' | 'pagerduty', of = grouped) =>
      groupKeyOf('r', of, labels, kind);
    expect(key({ environment: 'a', queue: 'x' }, 'slack')).toBe(key({ environment: 'a', queue: 'y' }, 'webhook'));
    expect(key({ environment: 'a' }, 'slack')).not.toBe(key({ environment: 'b' }, 'slack'));
    expect(key({}, 'pagerduty')).toBeNull();
    expect(key({}, 'webhook', atOnce)).toBeNull();
    expect(key({}, 'slack', atOnce)).not.toBeNull();
  });
});

it('ids follow from what they name', () => {
  expect(stableId('a', 1)).toBe(stableId('a', 1));
  expect(stableId('a', 1)).not.toBe(stableId('a1'));
  expect(stableId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
