// What became of a due time: a function of the runs, of what was watched, and of the time. Pure; all times in ms.
import type { RunState } from '#lib/domain/run.ts';
import type { SlotOutcome } from './slot-outcome.ts';
import { isWatched, type Stretch } from './watched.ts';

/** One run of a schedule. */
export interface SlotRun {
  id: string;
  state: RunState;
  /** When it was meant to begin where it says so, else when it came into being. */
  meantMs: number;
  startedMs: number | null;
  finishedMs: number | null;
}

export interface Slot {
  dueMs: number;
  outcome: SlotOutcome;
  runId: string | null;
  /** How many began for this due time. */
  runs: number;
  startedMs: number | null;
  finishedMs: number | null;
}

export interface Judging {
  nowMs: number;
  /** Everything that happened up to here has been taken in. */
  knownUntilMs: number;
  graceMs: number;
  maxRuntimeMs: number | null;
  /** From the due time to the next one: bounds how early a run may be, and how long one without an end counts as running. */
  intervalMs: number | null;
  pausedMs: number | null;
  /** Joined stretches in which whoever tells of the runs was heard. */
  watched: readonly Stretch[];
}

/** A due time may pass by so much before its run counts as late: what it takes to hear of it. */
const hearingMs = 5_000;
const hourMs = 3_600_000;

/** How much earlier than its due time a run may begin, by clocks that differ, and still be for it. */
export const earlyMs = (intervalMs: number | null): number => Math.min(30_000, (intervalMs ?? 0) / 10);

/** Whether a run is under way. One without an end is given up after a while: whoever ran it may be gone. */
export function isActive(run: SlotRun, { nowMs, intervalMs, maxRuntimeMs }: Judging): boolean {
  if (run.startedMs === null || run.finishedMs !== null || !isOpen(run.state)) return false;
  return nowMs - run.startedMs < Math.max(24 * hourMs, 3 * (intervalMs ?? 0), 2 * (maxRuntimeMs ?? 0));
}

const isOpen = (state: RunState): boolean => state === 'running' || state === 'retrying' || state === 'queued';

const startOf = (run: SlotRun): number => run.startedMs ?? run.meantMs;

/** Runs by the due time they are for: the latest not after them. Runs before the first due time are for none. */
export function runsByDue(dues: readonly number[], runs: readonly SlotRun[], early: number): Map<number, SlotRun[]> {
  const byDue = new Map<number, SlotRun[]>(dues.map((due) => [due, []]));
  const ordered = [...dues].sort((a, b) => a - b);
  for (const run of runs) {
    const due = ordered.findLast((one) => one <= run.meantMs + early);
    if (due !== undefined) byDue.get(due)?.push(run);
  }
  return byDue;
}

/** Every due time with what became of it, in the order of `dues`. `runs` in any order; those of earlier due times tell overlaps. */
export function judgeSlots(dues: readonly number[], runs: readonly SlotRun[], judging: Judging): Slot[] {
  const byDue = runsByDue(dues, runs, earlyMs(judging.intervalMs));
  return dues.map((due) => judgeSlot(due, byDue.get(due) ?? [], runs, judging));
}

function judgeSlot(dueMs: number, mine: readonly SlotRun[], all: readonly SlotRun[], judging: Judging): Slot {
  const begun = mine
    .filter(({ startedMs }) => startedMs !== null)
    .sort((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1));
  const last = begun.at(-1);
  if (!last) return { ...unbegun(dueMs, mine, judging), runs: 0, startedMs: null, finishedMs: null };
  return {
    dueMs,
    outcome: outcomeOf(dueMs, begun, last, all, judging),
    runId: last.id,
    runs: begun.length,
    startedMs: startOf(begun[0] as SlotRun),
    finishedMs: last.finishedMs,
  };
}

function unbegun(
  dueMs: number,
  mine: readonly SlotRun[],
  { nowMs, knownUntilMs, graceMs, pausedMs, watched }: Judging,
): Pick<Slot, 'dueMs' | 'outcome' | 'runId'> {
  const waiting = [...mine].sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
  const told = (outcome: SlotOutcome) => ({ dueMs, outcome, runId: waiting?.id ?? null });
  if (waiting?.state === 'discarded' || waiting?.state === 'cancelled') return told('skipped');
  if (waiting?.state === 'vanished') return told('unknown');
  if (pausedMs !== null && dueMs >= pausedMs) return told('paused');
  const deadline = dueMs + graceMs;
  // What waits in its queue was not forgotten: it is late for as long as it waits.
  if (knownUntilMs <= deadline || waiting) return told(nowMs > dueMs + hearingMs ? 'late' : 'expected');
  return told(isWatched(watched, dueMs, deadline) ? 'missed' : 'unknown');
}

function outcomeOf(
  dueMs: number,
  begun: readonly SlotRun[],
  last: SlotRun,
  all: readonly SlotRun[],
  judging: Judging,
): SlotOutcome {
  const first = begun[0] as SlotRun;
  const { graceMs, maxRuntimeMs, nowMs } = judging;
  if (begun.some((run, index) => index > 0 && isRepeat(run, begun[index - 1] as SlotRun, dueMs, graceMs)))
    return 'double';
  if (begun.some((run) => all.some((other) => overlaps(run, other, judging)))) return 'overlapping';
  const isLong = (endMs: number) => maxRuntimeMs !== null && endMs - startOf(last) > maxRuntimeMs;
  if (isActive(last, judging)) return isLong(nowMs) ? 'overrunning' : 'running';
  if (last.state === 'dead') return 'failed';
  if (last.state !== 'succeeded')
    return last.state === 'cancelled' || last.state === 'discarded' ? 'skipped' : 'unknown';
  if (last.finishedMs !== null && isLong(last.finishedMs)) return 'overrunning';
  return startOf(first) > dueMs + graceMs ? 'late' : 'ok';
}

/** Begun again for the same due time, though the one before had not failed. Long after the due time it is somebody's own doing. */
function isRepeat(run: SlotRun, before: SlotRun, dueMs: number, graceMs: number): boolean {
  const isRetry = before.state === 'dead' && before.finishedMs !== null && before.finishedMs <= startOf(run);
  return !isRetry && startOf(run) <= dueMs + Math.max(graceMs, 60_000);
}

/** Whether `run` began while an earlier one was running. */
function overlaps(run: SlotRun, other: SlotRun, judging: Judging): boolean {
  if (other.id === run.id || other.startedMs === null || startOf(other) > startOf(run)) return false;
  if (startOf(other) === startOf(run) && other.id > run.id) return false;
  if (other.finishedMs !== null) return other.finishedMs > startOf(run);
  return isActive(other, judging);
}
