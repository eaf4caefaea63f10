// One look at one schedule: which due times have come, what became of them, how it stands. Pure; all times in ms.
import { newDues } from './new-dues.ts';
import { defaultGraceMs, intervalMs, nextDue, type Rhythm } from './rhythm.ts';
import { earlyMs, type Judging, judgeSlots, type Slot, type SlotRun } from './slot.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Stretch, watchedUntil } from './watched.ts';

export interface Look {
  rhythm: Rhythm;
  graceMs: number | null;
  maxRuntimeMs: number | null;
  pausedMs: number | null;
  /** Nothing is expected of it any more: its backend does not name it. */
  isGone: boolean;
  /** Its runs can be told from others: else that none is there says nothing. */
  isLinked: boolean;
  definedMs: number;
  slotsUntilMs: number | null;
  /** As it was last worked out, or told; null = not yet. */
  nextDueMs: number | null;
  /** The latest slots as they were, in order, and older ones whose run had not ended. */
  recent: readonly Slot[];
  older: readonly Slot[];
  runs: readonly SlotRun[];
  nowMs: number;
  derivedUntilMs: number;
  watched: readonly Stretch[];
}

export interface Judged {
  /** Those that are new or have changed. */
  slots: Slot[];
  standing: Standing;
  slotsUntilMs: number | null;
  nextDueMs: number | null;
}

/** Who has not been heard of for so long is not waited for: what was due meanwhile is unknown. */
const silentMs = 60_000;
/** How many of the latest slots are looked at again: word of a run may come late. */
export const latestSlots = 16;

export function judge(look: Look): Judged {
  const { rhythm, nowMs, runs, recent, isGone } = look;
  const interval = intervalMs(rhythm, nowMs);
  const knownMs = Math.max(look.slotsUntilMs ?? 0, look.definedMs);
  const startsMs = runs.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]));
  // Expressions are slow to work out: only when a due time has come. An interval that moves may have moved.
  const isMoving = rhythm.everyMs !== null && rhythm.anchorMs === null;
  const isDue = isMoving || look.nextDueMs === null || look.nextDueMs <= nowMs;
  const dues =
    isGone || !isDue ? [] : newDues({ rhythm, knownMs, isDueTime: knownMs === look.slotsUntilMs, nowMs, startsMs });
  const judging: Judging = {
    nowMs,
    knownUntilMs: Math.min(look.derivedUntilMs, Math.max(watchedUntil(look.watched) ?? 0, nowMs - silentMs)),
    graceMs: look.graceMs ?? defaultGraceMs(interval),
    maxRuntimeMs: look.maxRuntimeMs,
    intervalMs: interval,
    pausedMs: look.pausedMs,
    watched: look.isLinked && !isGone ? look.watched : [],
  };
  const all = [...recent.map(({ dueMs }) => dueMs), ...dues];
  const first = (all[0] ?? knownMs) - earlyMs(interval);
  const slots = judgeSlots(
    all,
    runs.filter(({ meantMs }) => meantMs >= first),
    judging,
  );
  const older = look.older.flatMap((slot) => stillOpen(slot, runs, judging));
  const lastStart = startsMs.length > 0 ? Math.max(...startsMs) : null;
  return {
    slots: [...older, ...slots].filter((slot) => isNews(slot, [...look.older, ...recent])),
    standing: isGone ? { status: 'unknown', dueMs: null, runId: null } : standingOf(slots, runs, judging),
    slotsUntilMs: dues.at(-1) ?? look.slotsUntilMs,
    nextDueMs: isGone
      ? null
      : isDue
        ? nextDue(rhythm, nowMs, later(lastStart, dues.at(-1) ?? knownMs))
        : look.nextDueMs,
  };
}

/** An older slot changes only by the end of its run. */
function stillOpen(slot: Slot, runs: readonly SlotRun[], judging: Judging): Slot[] {
  const run = runs.find(({ id }) => id === slot.runId);
  if (!run || run.finishedMs === null) return [];
  const [ended] = judgeSlots([slot.dueMs], [{ ...run, meantMs: Math.max(run.meantMs, slot.dueMs) }], judging);
  const outcome = slot.outcome === 'running' && ended ? ended.outcome : slot.outcome;
  return [{ ...slot, outcome, finishedMs: run.finishedMs }];
}

function isNews(slot: Slot, before: readonly Slot[]): boolean {
  const was = before.find(({ dueMs }) => dueMs === slot.dueMs);
  if (!was) return true;
  return (['outcome', 'runId', 'runs', 'startedMs', 'finishedMs'] as const).some(
    (field) => !isSame(slot[field], was[field]),
  );
}

/** Moments come back from the database to the microsecond. */
const isSame = (a: Slot[keyof Slot], b: Slot[keyof Slot]): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) < 0.01 : a === b;

const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
