import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widgetStates } from '#lib/contracts/widget.ts';
import { concerns, isMaintained, judge } from './judge.ts';
import { isSettled, judgeJourney } from './judge-journey.ts';

const severities = ['critical', 'warning', 'info'] as const;
const arbitrary = {
  severities: fc.array(fc.constantFrom(...severities), { maxLength: 4 }),
  parts: fc.array(fc.constantFrom(...widgetStates), { maxLength: 5 }),
};

describe('the state of a widget', () => {
  it('is ok only when all is known and nothing worse was said', () => {
    fc.assert(
      fc.property(arbitrary.severities, arbitrary.parts, fc.boolean(), (firing, parts, isMaintained) => {
        if (judge({ isMaintained, severities: firing, parts }) !== 'ok') return;
        expect(isMaintained).toBe(false);
        expect(parts.length).toBeGreaterThan(0);
        expect(firing.every((severity) => severity === 'info')).toBe(true);
        expect(parts.every((part) => part === 'ok' || part === 'maintenance')).toBe(true);
      }),
    );
  });

  it('never gets better by one more bad thing', () => {
    const worse = { ok: 0, maintenance: 0, unknown: 1, degraded: 2, failing: 3 };
    fc.assert(
      fc.property(arbitrary.severities, arbitrary.parts, fc.constantFrom(...severities), (firing, parts, one) => {
        const before = judge({ isMaintained: false, severities: firing, parts });
        const after = judge({ isMaintained: false, severities: [...firing, one], parts });
        expect(worse[after]).toBeGreaterThanOrEqual(worse[before]);
      }),
    );
  });

  it('of a scope that nothing was ever seen of is unknown', () => {
    expect(judge({ isMaintained: false, severities: [], parts: [] })).toBe('unknown');
  });
});

describe('an alert', () => {
  const scope = { environment: 'production', queue: 'email' };
  it('concerns what it names', () => {
    expect(concerns(scope, { labels: { environment: 'production', queue: 'email' }, filter: {} })).toBe(true);
    expect(concerns(scope, { labels: {}, filter: { queue: ['email', 'sms'] } })).toBe(true);
    expect(concerns({ environment: 'production' }, { labels: { queue: 'email' }, filter: {} })).toBe(true);
  });
  it('concerns nothing that it names otherwise, and no queue when it is about more', () => {
    expect(concerns(scope, { labels: { queue: 'sms' }, filter: {} })).toBe(false);
    expect(concerns(scope, { labels: { environment: 'staging', queue: 'email' }, filter: {} })).toBe(false);
    expect(concerns(scope, { labels: { environment: 'production' }, filter: {} })).toBe(false);
  });
});

describe('a silence', () => {
  const on = { startsMs: 0, endsMs: 100, recurrence: null };
  const of = (label: string, value: string) => ({ ...on, matchers: [{ label, op: '=' as const, value }] });
  it('is planned work for what it covers wholly, while it is on', () => {
    const scope = { environment: 'production', queue: 'email' };
    expect(isMaintained(scope, [of('environment', 'production')], 50)).toBe(true);
    expect(isMaintained(scope, [of('environment', 'production')], 100)).toBe(false);
    expect(isMaintained(scope, [of('queue', 'sms')], 50)).toBe(false);
    expect(isMaintained({ environment: 'production' }, [of('queue', 'email')], 50)).toBe(false);
    const anyQueue = { ...on, matchers: [{ label: 'queue', op: '!=' as const, value: 'sms' }] };
    expect(isMaintained({ environment: 'production' }, [anyQueue], 50)).toBe(false);
  });
});

describe('a journey', () => {
  const step = (state: Parameters<typeof judgeJourney>[0][number]['state']) => ({ job: 'export', queue: 'q', state });
  it('counts its steps', () => {
    const figures = judgeJourney(
      ['succeeded', 'succeeded', 'running', 'queued'].map((s) => step(s as 'running')),
      false,
    );
    expect(figures).toMatchObject({ state: 'ok', statusText: '2 of 4 steps', steps: { done: 2, total: 4 } });
  });
  it('fails with one dead step, also when a source is silent, and is unknown while an open step is not read', () => {
    expect(judgeJourney([step('succeeded'), step('dead')], true).state).toBe('failing');
    expect(judgeJourney([step('succeeded'), step('running')], true).state).toBe('unknown');
    expect(judgeJourney([], false)).toMatchObject({ state: 'unknown', statusText: 'Nothing seen yet', steps: null });
  });
  it('is settled when nothing is open', () => {
    expect(isSettled([step('succeeded'), step('dead')])).toBe(true);
    expect(isSettled([step('succeeded'), step('queued')])).toBe(false);
    expect(isSettled([])).toBe(false);
  });
});
