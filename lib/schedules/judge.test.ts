// The clock is a number here: a day and more of looks in a moment, across changes of the clock and a pause of the whole product.
import { describe, expect, it } from 'vitest';
import { type Judged, judge, type Look } from './judge.ts';
import type { Slot, SlotRun } from './slot.ts';
import { joinStretches, type Stretch } from './watched.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const lookEvery = 4 * second;

interface World {
  cron: string;
  timeZone: string;
  fromMs: number;
  untilMs: number;
  graceMs?: number;
  runs: SlotRun[];
  /** Nothing of the product runs then. */
  pause?: Stretch;
}

interface Seen {
  slots: Map<number, Slot>;
  /** When a due time was first seen with an outcome: `${due} ${outcome}`. */
  noticed: Map<string, number>;
  statuses: { at: number; status: string }[];
}

/** Looks every few seconds, as the keeper does, at what has been told by then. */
function live({ cron, timeZone, fromMs, untilMs, graceMs = minute, runs, pause }: World): Seen {
  const seen: Seen = { slots: new Map(), noticed: new Map(), statuses: [] };
  let slotsUntilMs: number | null = null;
  let nextDueMs: number | null = null;
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += lookEvery) {
    if (pause && nowMs >= pause.fromMs && nowMs < pause.toMs) continue;
    const watched =
      pause && nowMs >= pause.toMs
        ? [
            { fromMs, toMs: pause.fromMs },
            { fromMs: pause.toMs, toMs: nowMs },
          ]
        : [{ fromMs, toMs: nowMs }];
    const sorted = [...seen.slots.values()].sort((a, b) => a.dueMs - b.dueMs);
    const recent = sorted.slice(-16);
    const look: Look = {
      rhythm: { cron, everyMs: null, timeZone, anchorMs: null },
      graceMs,
      maxRuntimeMs: null,
      pausedMs: null,
      isGone: false,
      isLinked: true,
      definedMs: fromMs,
      slotsUntilMs,
      nextDueMs,
      recent,
      older: [],
      runs: runs.filter(({ startedMs }) => startedMs !== null && startedMs <= nowMs).map((run) => asOf(run, nowMs)),
      nowMs,
      derivedUntilMs: nowMs,
      watched: joinStretches(watched),
    };
    const judged: Judged = judge(look);
    slotsUntilMs = judged.slotsUntilMs;
    nextDueMs = judged.nextDueMs;
    for (const slot of judged.slots) {
      seen.slots.set(slot.dueMs, slot);
      const key = `${slot.dueMs} ${slot.outcome}`;
      if (!seen.noticed.has(key)) seen.noticed.set(key, nowMs);
    }
    if (seen.statuses.at(-1)?.status !== judged.standing.status)
      seen.statuses.push({ at: nowMs, status: judged.standing.status });
  }
  return seen;
}

/** What is known of a run at a moment. */
const asOf = (run: SlotRun, nowMs: number): SlotRun =>
  run.finishedMs !== null && run.finishedMs > nowMs ? { ...run, state: 'running', finishedMs: null } : run;

let count = 0;
const run = (startedMs: number, ranMs = second): SlotRun => ({
  id: `r${++count}`,
  state: 'succeeded',
  meantMs: startedMs,
  startedMs,
  finishedMs: startedMs + ranMs,
});
const outcomes = ({ slots }: Seen): string[] =>
  [...slots.values()].sort((a, b) => a.dueMs - b.dueMs).map(({ outcome }) => outcome);

describe('looked at every few seconds, across a change of the clock', () => {
  // In Berlin the clock goes from 02:00 to 03:00 on 28 March 2027, and from 03:00 to 02:00 on 25 October 2026.
  const changes = { spring: Date.parse('2027-03-28T01:00:00Z'), autumn: Date.parse('2026-10-25T01:00:00Z') };

  it.each(Object.entries(changes))(
    'in %s, missed, late, overlapping and double are each noticed within 10 s',
    (_, changeMs) => {
      const fromMs = changeMs - 2 * hour + second;
      const dues = Array.from({ length: 8 }, (_, i) => changeMs - 2 * hour + (i + 1) * 30 * minute);
      const [first, second_, third, fourth, fifth, sixth] = dues as [number, number, number, number, number, number];
      const late = fourth + 2 * minute;
      const twice = fifth + 3 * second;
      const runs = [
        run(first + second),
        run(second_ + second, 31 * minute), // still running at the next
        run(third + 2 * second),
        run(late),
        run(fifth + second),
        run(twice),
        run(sixth + second),
      ];
      const seen = live({
        cron: '*/30 * * * *',
        timeZone: 'Europe/Berlin',
        fromMs,
        untilMs: changeMs + 2 * hour + 5 * minute,
        runs,
      });
      expect(outcomes(seen)).toEqual(['ok', 'ok', 'overlapping', 'late', 'double', 'ok', 'missed', 'missed']);
      const delays = {
        late: (seen.noticed.get(`${fourth} late`) ?? Infinity) - fourth,
        missedFirst: (seen.noticed.get(`${fourth} missed`) ?? Infinity) - (fourth + minute),
        overlapping: (seen.noticed.get(`${third} overlapping`) ?? Infinity) - (third + 2 * second),
        double: (seen.noticed.get(`${fifth} double`) ?? Infinity) - twice,
        missed: (seen.noticed.get(`${dues[6]} missed`) ?? Infinity) - ((dues[6] ?? 0) + minute),
      };
      for (const [what, delay] of Object.entries(delays)) expect(delay, what).toBeLessThanOrEqual(10 * second);
    },
  );

  it('a nightly job in the gap, or in the doubled hour, is due once', () => {
    for (const changeMs of Object.values(changes)) {
      const seen = live({
        cron: '30 2 * * *',
        timeZone: 'Europe/Berlin',
        fromMs: changeMs - 3 * hour,
        untilMs: changeMs + 3 * hour,
        runs: [],
      });
      expect(outcomes(seen)).toEqual(['missed']);
    }
  });
});

describe('after the whole product was paused for ten minutes', () => {
  const fromMs = Date.parse('2027-01-10T10:00:30Z');
  const pause = { fromMs: fromMs + 10 * minute, toMs: fromMs + 20 * minute };
  const world = {
    cron: '* * * * *',
    timeZone: 'UTC',
    fromMs,
    untilMs: fromMs + 30 * minute,
    graceMs: 20 * second,
    pause,
  };
  const everyMinute = Array.from({ length: 30 }, (_, i) => fromMs + i * minute + 31 * second);

  it('nothing is missed of what ran before and after, and what nobody could see is unknown', () => {
    const runs = everyMinute.filter((at) => at < pause.fromMs || at >= pause.toMs).map((at) => run(at));
    const seen = live({ ...world, runs });
    expect(outcomes(seen)).not.toContain('missed');
    expect(seen.statuses.map(({ status }) => status)).not.toContain('missed');
    expect(outcomes(seen).filter((outcome) => outcome === 'unknown')).toHaveLength(10);
  });

  it('what ran meanwhile is well, and a miss before or after it is told once', () => {
    const [before, after] = [everyMinute[4], everyMinute[24]];
    const seen = live({
      ...world,
      runs: everyMinute.filter((at) => at !== before && at !== after).map((at) => run(at)),
    });
    expect(outcomes(seen).filter((outcome) => outcome !== 'ok' && outcome !== 'expected')).toEqual([
      'missed',
      'missed',
    ]);
    expect(seen.statuses.filter(({ status }) => status === 'missed')).toHaveLength(2);
  });
});

describe('what nobody can tell', () => {
  const nowMs = Date.parse('2027-01-10T10:05:00Z');
  const look = (over: Partial<Look>): Judged =>
    judge({
      rhythm: { cron: '* * * * *', everyMs: null, timeZone: null, anchorMs: null },
      graceMs: null,
      maxRuntimeMs: null,
      pausedMs: null,
      isGone: false,
      isLinked: true,
      definedMs: nowMs - 5 * minute,
      slotsUntilMs: null,
      nextDueMs: null,
      recent: [],
      older: [],
      runs: [],
      nowMs,
      derivedUntilMs: nowMs,
      watched: [{ fromMs: 0, toMs: nowMs }],
      ...over,
    });
  const words = ({ slots }: Judged) => slots.map(({ outcome }) => outcome);

  it('is unknown: runs that cannot be told from others, a schedule that its backend does not name any more', () => {
    expect(words(look({}))).toEqual(['missed', 'missed', 'missed', 'late', 'expected']);
    expect(words(look({ isLinked: false }))).toEqual(['unknown', 'unknown', 'unknown', 'late', 'expected']);
    expect(look({ isGone: true })).toMatchObject({ slots: [], standing: { status: 'unknown' }, nextDueMs: null });
  });

  it('is waited for while its source is slow, but not for long', () => {
    const readUntil = (ago: number) => [{ fromMs: 0, toMs: nowMs - ago }];
    expect(words(look({ watched: readUntil(50 * second) }))).toEqual([
      'missed',
      'missed',
      'missed',
      'late',
      'expected',
    ]);
    expect(words(look({ watched: readUntil(3 * minute) }))).toEqual(['missed', 'unknown', 'late', 'late', 'expected']);
  });

  it('an older run that ends at last ends its slot', () => {
    const slot: Slot = {
      dueMs: nowMs - 3 * hour,
      outcome: 'running',
      runId: 'old',
      runs: 1,
      startedMs: nowMs - 3 * hour,
      finishedMs: null,
    };
    const ended: SlotRun = {
      id: 'old',
      state: 'succeeded',
      meantMs: slot.dueMs,
      startedMs: slot.dueMs,
      finishedMs: nowMs - minute,
    };
    const judged = look({ older: [slot], runs: [ended] });
    expect(judged.slots[0]).toMatchObject({ dueMs: slot.dueMs, outcome: 'ok', finishedMs: nowMs - minute });
  });
});
