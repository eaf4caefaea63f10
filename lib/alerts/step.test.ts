import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { type Rule, ruleInput } from '#lib/contracts/alert-rule.ts';
import { limitsOf } from './limits.ts';
import {
  holds,
  type InstanceState,
  initialState,
  isAlarming,
  noteGood,
  type Observation,
  type Phase,
  step,
} from './step.ts';

const minute = 60_000;
const rule = (change: object = {}): Rule =>
  completeRule(
    ruleInput.parse({
      name: 'slow',
      kind: 'threshold',
      metric: 'duration.p95',
      value: 100,
      minSamples: 5,
      forMs: 2 * minute,
      keepFiringMs: 3 * minute,
      ...change,
    }),
  );
const value = (of: number, n = 50): Observation => ({ kind: 'value', value: of, n });
const none: Observation = { kind: 'none', isSeriesGone: false };
const gone: Observation = { kind: 'none', isSeriesGone: true };

/** Phases slot by slot, a minute apart. */
function phasesOf(of: Rule, seen: readonly Observation[]): Phase[] {
  let state = initialState(0);
  return seen.map((one, slot) => {
    state = step(of, state, one, slot * minute).state;
    return state.phase;
  });
}

describe('an alert', () => {
  it('waits for the condition to hold without a gap, fires, and recovers only when good for long enough', () => {
    const seen = [200, 200, 50, 200, 200, 200, 50, 50, 200, 50, 50, 50, 50].map((one) => value(one));
    expect(phasesOf(rule(), seen)).toEqual([
      'pending',
      'pending',
      'normal',
      'pending',
      'pending',
      'firing',
      'recovering',
      'recovering',
      'firing',
      'recovering',
      'recovering',
      'recovering',
      'normal',
    ]);
  });

  it('neither fires nor recovers between the value and the recovery value', () => {
    const between = rule({ forMs: 0, keepFiringMs: 0, recoveryValue: 80 });
    expect(phasesOf(between, [value(90), value(120), value(90), value(80)])).toEqual([
      'normal',
      'firing',
      'firing',
      'normal',
    ]);
  });

  it('takes too few samples as no data, and no data as the rule says', () => {
    const at = { forMs: 0, keepFiringMs: 0 };
    const seen = [value(200), none, value(200, 4)];
    expect(phasesOf(rule({ ...at, noData: 'ok' }), seen)).toEqual(['firing', 'normal', 'normal']);
    expect(phasesOf(rule({ ...at, noData: 'keep' }), seen)).toEqual(['firing', 'firing', 'firing']);
    expect(phasesOf(rule({ ...at, noData: 'alert' }), [none])).toEqual(['firing']);
  });

  it('keeps its state when it cannot be evaluated', () => {
    expect(phasesOf(rule({ forMs: 0 }), [value(200), { kind: 'error' }, { kind: 'error' }])).toEqual([
      'firing',
      'firing',
      'firing',
    ]);
  });

  it('ends when its series is gone for two slots while others are there, though silence resolves nothing else', () => {
    const keeps = rule({ forMs: 0, noData: 'keep' });
    expect(phasesOf(keeps, [value(200), gone, gone])).toEqual(['firing', 'firing', 'normal']);
    expect(phasesOf(keeps, [value(200), none, none, none])).toEqual(['firing', 'firing', 'firing', 'firing']);
  });

  it('that flaps is told as one episode from its fourth beginning within an hour, until all was fine for an hour', () => {
    const flaps = rule({ forMs: 0, keepFiringMs: 0 });
    const seen = Array.from({ length: 80 }, (_, n) => value(n < 12 && n % 2 === 0 ? 200 : 50));
    const phases = phasesOf(flaps, seen);
    const begun = phases.filter((phase, n) => phase === 'firing' && (phases[n - 1] ?? 'normal') === 'normal').length;
    expect(begun).toBe(4);
    expect(phases.indexOf('normal', 7)).toBe(11 + 60);
  });

  it('moves only as drawn, and fires only after the condition held for long enough', () => {
    const legal = new Set([
      'normal>pending',
      'normal>firing',
      'pending>normal',
      'pending>firing',
      'firing>recovering',
      'firing>normal',
      'recovering>firing',
      'recovering>normal',
    ]);
    const seen = fc.oneof(
      fc.record({
        kind: fc.constant('value' as const),
        value: fc.integer({ min: 0, max: 200 }),
        n: fc.integer({ min: 0, max: 20 }),
      }),
      fc.constantFrom(none, gone, { kind: 'error' as const }),
    );
    const rules = fc.record({
      forMs: fc.constantFrom(0, minute, 3 * minute),
      keepFiringMs: fc.constantFrom(0, 2 * minute),
      recoveryValue: fc.constantFrom(100, 60),
      noData: fc.constantFrom('ok', 'keep', 'alert'),
    });
    fc.assert(
      fc.property(rules, fc.array(seen, { maxLength: 40 }), (change, all) => {
        const of = rule(change);
        let state: InstanceState = initialState(0);
        let badFor = 0;
        for (const [slot, one] of all.entries()) {
          const isKnownBad = one.kind === 'value' && one.n >= of.minSamples && holds(of.op, one.value, of.value);
          const isKept = one.kind === 'error' && badFor > 0;
          badFor = isKnownBad || isKept ? badFor + 1 : 0;
          const moved = step(of, state, one, slot * minute);
          if (moved.transition) expect(legal).toContain(`${moved.transition.from}>${moved.transition.to}`);
          const isNew = isAlarming(moved.state.phase) && !isAlarming(state.phase);
          if (isNew && of.noData === 'ok') expect((badFor - 1) * minute).toBeGreaterThanOrEqual(of.forMs);
          state = moved.state;
        }
      }),
    );
  });
});

describe('a rule', () => {
  it('is refused with the field named when it cannot work', () => {
    const faults = (input: object) =>
      ruleInput.safeParse({ name: 'x', ...input }).error?.issues.map((issue) => issue.path.join('.'));
    expect(faults({ kind: 'threshold' })).toEqual(['metric', 'value']);
    expect(faults({ kind: 'threshold', metric: 'no.such', value: 1 })).toEqual(['metric']);
    expect(faults({ kind: 'threshold', metric: 'runs.dead', value: 1, recoveryValue: 2 })).toEqual(['recoveryValue']);
    expect(faults({ kind: 'threshold', metric: 'runs.dead', op: '<', value: 2, recoveryValue: 1 })).toEqual([
      'recoveryValue',
    ]);
    expect(faults({ kind: 'deadLetter', evaluateEveryMs: 20_000 })).toEqual(['evaluateEveryMs']);
    expect(faults({ kind: 'consecutive', value: 2.5, recoveryValue: 0 })).toEqual(['value', 'recoveryValue']);
    expect(faults({ kind: 'consecutive', value: 2, recoveryValue: 5 })).toBeUndefined();
    expect(faults({ kind: 'anomaly' })).toEqual(['metric']);
    expect(faults({ kind: 'anomaly', metric: 'depth.queued', value: -1 })).toEqual(['metric', 'value']);
    expect(faults({ kind: 'missed', faults: ['never'] })).toEqual(['faults.0']);
  });

  it('gets the defaults of its kind', () => {
    expect(rule({ minSamples: undefined, forMs: undefined, keepFiringMs: undefined })).toMatchObject({
      minSamples: 20,
      forMs: 120_000,
      keepFiringMs: 300_000,
      recoveryValue: 100,
      evaluationDelayMs: 30_000,
      groupWaitMs: 30_000,
    });
    const dead = completeRule(ruleInput.parse({ name: 'd', kind: 'deadLetter' }));
    expect(dead).toMatchObject({
      metric: 'runs.dead',
      op: '>',
      value: 0,
      forMs: 0,
      evaluationDelayMs: 0,
      groupWaitMs: 0,
    });
    const absent = completeRule(ruleInput.parse({ name: 'a', kind: 'absence' }));
    expect(absent).toMatchObject({ metric: 'runs.enqueued', op: '<=', value: 0, noData: 'alert', windowMs: 7_200_000 });
  });
});

it('notes a good value as a step would, or leaves it to one', () => {
  const seen = fc.oneof(
    fc.record({
      kind: fc.constant('value' as const),
      value: fc.integer({ min: 0, max: 200 }),
      n: fc.integer({ min: 0, max: 9 }),
    }),
    fc.constant(none),
    fc.constant(gone),
    fc.constant({ kind: 'error' as const }),
  );
  const rules = fc.constantFrom(
    rule({ forMs: 0 }),
    rule({ noData: 'keep', onError: 'alert' }),
    rule({ op: '<', recoveryValue: 120 }),
  );
  fc.assert(
    fc.property(rules, fc.array(seen, { maxLength: 40 }), (of, all) => {
      let state = initialState(0);
      const noting = { noted: 0, state: initialState(0) };
      for (const [slot, one] of all.entries()) {
        const moved = step(of, state, one, slot * minute);
        state = moved.state;
        if (noteGood(of, limitsOf(of), noting.state, one)) {
          noting.noted++;
          expect(moved.transition).toBeNull();
        } else noting.state = step(of, noting.state, one, slot * minute).state;
        expect(noting.state).toEqual(state);
      }
    }),
  );
});
