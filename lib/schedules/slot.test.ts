import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueTimes, intervalMs } from './rhythm.ts';
import { type Judging, judgeSlots, type Slot, type SlotRun } from './slot.ts';
import { standingOf } from './standing.ts';
import { holeMs, isWatched, joinStretches } from './watched.ts';

const minute = 60_000;
const always = [{ fromMs: -1e12, toMs: 1e15 }];
const judging = (nowMs: number, over: Partial<Judging> = {}): Judging => ({
  nowMs,
  knownUntilMs: nowMs,
  graceMs: minute,
  maxRuntimeMs: null,
  intervalMs: 10 * minute,
  pausedMs: null,
  watched: always,
  ...over,
});
const run = (id: string, startedMs: number | null, ranMs: number | null, over: Partial<SlotRun> = {}): SlotRun => ({
  id,
  state: ranMs === null ? 'running' : 'succeeded',
  meantMs: startedMs ?? 0,
  startedMs,
  finishedMs: startedMs === null || ranMs === null ? null : startedMs + ranMs,
  ...over,
});
const due = 100 * minute;
const judge = (runs: SlotRun[], with_: Judging): Slot => judgeSlots([due], runs, with_)[0] as Slot;
const outcome = (runs: SlotRun[], with_: Judging) => judge(runs, with_).outcome;
const status = (dues: number[], runs: SlotRun[], with_: Judging) =>
  standingOf(judgeSlots(dues, runs, with_), runs, with_).status;

describe('a due time without a run', () => {
  it('is expected, then late, then missed when its grace is over', () => {
    const when = (after: number) => outcome([], judging(due + after));
    expect([0, 5_000, 5_001, minute, minute + 1].map(when)).toEqual(['expected', 'expected', 'late', 'late', 'missed']);
  });

  it('waits for what was sent but is not known yet', () => {
    expect(outcome([], judging(due + 10 * minute, { knownUntilMs: due + minute }))).toBe('late');
  });

  it('is nobody’s fault while nobody was watching, or while it is paused', () => {
    const away = {
      watched: [
        { fromMs: 0, toMs: due + 1 },
        { fromMs: due + minute + 1, toMs: 1e15 },
      ],
    };
    expect(outcome([], judging(due + 5 * minute, away))).toBe('unknown');
    expect(outcome([], judging(due + 5 * minute, { pausedMs: due }))).toBe('paused');
    expect(outcome([], judging(due + 5 * minute, { pausedMs: due + 1 }))).toBe('missed');
  });

  it('is late, not missed, while its run waits in the queue', () => {
    const waiting = run('a', null, null, { state: 'queued', meantMs: due });
    expect(judge([waiting], judging(due + 5 * minute))).toMatchObject({ outcome: 'late', runId: 'a' });
  });
});

describe('a due time with a run', () => {
  it('tells how it went', () => {
    const now = judging(due + 9 * minute, { maxRuntimeMs: 2 * minute });
    expect(outcome([run('a', due + 1_000, 5_000)], now)).toBe('ok');
    expect(outcome([run('a', due + 1_000, 5_000, { state: 'dead' })], now)).toBe('failed');
    expect(outcome([run('a', due + 2 * minute, 5_000)], now)).toBe('late');
    expect(outcome([run('a', due + 8 * minute, null)], now)).toBe('running');
    expect(outcome([run('a', due + 1_000, null)], now)).toBe('overrunning');
    expect(outcome([run('a', due + 1_000, 3 * minute)], now)).toBe('overrunning');
    expect(outcome([run('a', null, null, { state: 'discarded', meantMs: due + 1 })], now)).toBe('skipped');
  });

  it('is double when it began twice, unless the first had failed or somebody began it much later', () => {
    const now = judging(due + 9 * minute);
    const first = run('a', due + 1_000, 5_000);
    expect(judge([first, run('b', due + 1_200, 5_000)], now)).toMatchObject({ outcome: 'double', runs: 2 });
    expect(outcome([first, run('b', due + 30_000, 5_000)], now)).toBe('double');
    expect(outcome([{ ...first, state: 'dead' }, run('b', due + 30_000, 5_000)], now)).toBe('ok');
    expect(outcome([first, run('b', due + 5 * minute, 5_000)], now)).toBe('ok');
  });

  it('overlaps when one of an earlier due time is still running', () => {
    const dues = [due, due + 10 * minute];
    const runs = [run('a', due + 1_000, 11 * minute), run('b', due + 10 * minute + 1_000, 5_000)];
    const now = judging(due + 15 * minute);
    expect(judgeSlots(dues, runs, now).map((slot) => slot.outcome)).toEqual(['ok', 'overlapping']);
    expect(
      status(dues, [{ ...(runs[0] as SlotRun), finishedMs: null, state: 'running' }, runs[1] as SlotRun], now),
    ).toBe('running');
  });

  it('belongs to the due time that it says, or that it comes just before', () => {
    const late = run('a', due + 11 * minute, 5_000, { meantMs: due });
    expect(judgeSlots([due, due + 10 * minute], [late], judging(due + 15 * minute)).map((one) => one.outcome)).toEqual([
      'late',
      'missed',
    ]);
    expect(outcome([run('a', due - 20_000, 5_000)], judging(due + minute))).toBe('ok');
    expect(outcome([run('a', due - 40_000, 5_000)], judging(due + 2 * minute))).toBe('missed');
  });
});

describe('the standing', () => {
  const dues = [due, due + 10 * minute];
  it('stays missed while the next due time is in its grace, and is well again with a run', () => {
    expect(status([due], [], judging(due + 2 * minute))).toBe('missed');
    expect(status(dues, [], judging(due + 10 * minute + 30_000))).toBe('missed');
    const runs = [run('b', due + 10 * minute + 31_000, 5_000)];
    expect(status(dues, runs, judging(due + 10 * minute + 33_000))).toBe('ok');
    expect(status([due], [run('c', due + 2 * minute, 5_000)], judging(due + 3 * minute))).toBe('ok');
  });

  it('tells what runs before what is past', () => {
    expect(status(dues, [run('b', due + 10 * minute, null)], judging(due + 11 * minute))).toBe('running');
    expect(
      status(dues, [run('b', due + 10 * minute, null)], judging(due + 13 * minute, { maxRuntimeMs: minute })),
    ).toBe('overrunning');
    const two = [run('a', due + 1, null), run('b', due + 10 * minute, null)];
    expect(status(dues, two, judging(due + 11 * minute))).toBe('overlapping');
    const twice = [run('a', due + 1, null), run('b', due + 2, null)];
    expect(status([due], twice, judging(due + minute))).toBe('double');
  });

  it('knows nothing before anything happened, and nothing of a time when nobody was there', () => {
    expect(status([], [], judging(due))).toBe('unknown');
    expect(status([due], [], judging(due + 2 * minute, { watched: [] }))).toBe('unknown');
    expect(status([due], [], judging(due + 2 * minute, { pausedMs: due }))).toBe('paused');
  });
});

describe('across a change of the clock', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
  it('misses nothing and doubles nothing when every due time was kept', () => {
    for (const timeZone of zones) {
      for (const cron of ['30 2 * * *', '*/30 * * * *', '0 1,2,3 * * *']) {
        for (const from of ['2026-10-03', '2026-10-24', '2026-10-31', '2027-03-13', '2027-03-27', '2027-04-03']) {
          const rhythm = { cron, everyMs: null, timeZone, anchorMs: null };
          const fromMs = Date.parse(from);
          const dues = dueTimes(rhythm, fromMs, fromMs + 3 * 86_400_000, 500);
          const runs = dues.map((at, index) => run(`r${index}`, at + 2_000, 1_000));
          const nowMs = fromMs + 3 * 86_400_000;
          const slots = judgeSlots(dues, runs, judging(nowMs, { intervalMs: intervalMs(rhythm, nowMs) }));
          expect(new Set(slots.map((slot) => slot.outcome)), `${timeZone} ${cron} ${from}`).toEqual(new Set(['ok']));
        }
      }
    }
  });
});

const someRuns = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 4, maxLength: 4 }),
    start: fc.integer({ min: 0, max: 120 * minute }),
    ran: fc.option(fc.integer({ min: 0, max: 30 * minute })),
    state: fc.constantFrom('succeeded' as const, 'dead' as const),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const toRuns = (list: { id: string; start: number; ran: number | null; state: 'succeeded' | 'dead' }[]): SlotRun[] =>
  list.map(({ id, start, ran, state }) => run(id, start, ran, ran === null ? {} : { state }));
const someDues = Array.from({ length: 12 }, (_, index) => (index + 1) * 10 * minute);
const someStretches = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 150 * minute }), fc.integer({ min: 0, max: 60 * minute })), {
    maxLength: 5,
  })
  .map((list) => list.map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length })));

describe('whatever happens', () => {
  it('no due time is missed before its grace is over, nor while nobody watched, nor with a run', () => {
    fc.assert(
      fc.property(someRuns, someStretches, fc.integer({ min: 0, max: 200 * minute }), (list, stretches, nowMs) => {
        const watched = joinStretches(stretches);
        const dues = someDues.filter((at) => at <= nowMs);
        for (const slot of judgeSlots(dues, toRuns(list), judging(nowMs, { watched }))) {
          if (slot.outcome !== 'missed') continue;
          expect(slot.dueMs + minute).toBeLessThan(nowMs);
          expect(isWatched(watched, slot.dueMs, slot.dueMs + minute)).toBe(true);
          expect(slot.runs).toBe(0);
        }
      }),
    );
  });

  it('the order in which runs are heard of does not matter', () => {
    fc.assert(
      fc.property(someRuns, fc.integer({ min: 0, max: 200 * minute }), fc.nat(), (list, nowMs, seed) => {
        const runs = toRuns(list);
        const mixed = [...runs].sort(
          (a, b) => (((a.startedMs ?? 0) * 7919 + seed) % 101) - (((b.startedMs ?? 0) * 7919 + seed) % 101),
        );
        const with_ = judging(nowMs, { maxRuntimeMs: 5 * minute });
        expect(judgeSlots(someDues, mixed, with_)).toEqual(judgeSlots(someDues, runs, with_));
        expect(status(someDues, mixed, with_)).toBe(status(someDues, runs, with_));
      }),
    );
  });

  it('a due time without a run goes from expected over late to missed or unknown, and nowhere else', () => {
    const rank = { expected: 0, late: 1, missed: 2, unknown: 2 } as Record<string, number>;
    fc.assert(
      fc.property(
        someStretches,
        fc.array(fc.integer({ min: 0, max: 10 * minute }), { maxLength: 20 }),
        (list, steps) => {
          let before = 0;
          for (const after of [...steps].sort((a, b) => a - b)) {
            const now = rank[outcome([], judging(due + after, { watched: joinStretches(list) }))];
            expect(now).toBeGreaterThanOrEqual(before);
            before = now as number;
          }
        },
      ),
    );
  });

  it('stretches join to the same whole in any order, holes below the limit closed', () => {
    fc.assert(
      fc.property(someStretches, (list) => {
        const joined = joinStretches(list);
        expect(joinStretches([...list].reverse())).toEqual(joined);
        for (const [index, one] of joined.entries()) {
          const next = joined[index + 1];
          if (next) expect(next.fromMs - one.toMs).toBeGreaterThan(holeMs);
        }
        for (const one of list) expect(isWatched(joined, one.fromMs, one.toMs)).toBe(true);
      }),
    );
  });
});
