// How a schedule stands now, in one word. Pure; all times in ms.
import type { ScheduleStatus } from '#lib/contracts/schedule.ts';
import { isActive, type Judging, type Slot, type SlotRun } from './slot.ts';

export interface Standing {
  status: ScheduleStatus;
  /** The due time and the run it is about. */
  dueMs: number | null;
  runId: string | null;
}

/**
 * `slots`: the latest, in order of their due times. What runs now comes first; else the last due time of which something is known decides. A
 * due time in its grace does not hide that the one before was missed.
 */
export function standingOf(slots: readonly Slot[], runs: readonly SlotRun[], judging: Judging): Standing {
  if (judging.pausedMs !== null && judging.pausedMs <= judging.nowMs) return about('paused', null);
  const latest = slots.findLast(({ outcome }) => outcome !== 'expected' && outcome !== 'paused') ?? null;
  const active = runs
    .filter((run) => isActive(run, judging))
    .sort((a, b) => (a.startedMs ?? 0) - (b.startedMs ?? 0) || (a.id < b.id ? -1 : 1));
  const last = active.at(-1);
  if (last) return whileRunning(active, last, latest, judging);
  if (!latest) return about(runs.some(({ finishedMs }) => finishedMs !== null) ? 'ok' : 'unknown', null);
  const settled = slots.findLast(({ outcome }) => !['expected', 'paused', 'late', 'running'].includes(outcome));
  if (latest.outcome === 'late' && latest.startedMs === null) {
    return settled?.outcome === 'missed' ? about('missed', settled) : about('late', latest);
  }
  return about(statusOf(latest), latest);
}

function whileRunning(
  active: readonly SlotRun[],
  last: SlotRun,
  latest: Slot | null,
  { nowMs, maxRuntimeMs }: Judging,
): Standing {
  const slot = latest?.runId === last.id ? latest : null;
  const standing = (status: ScheduleStatus) => ({ status, dueMs: slot?.dueMs ?? null, runId: last.id });
  if (slot?.outcome === 'double') return standing('double');
  if (active.length > 1 || slot?.outcome === 'overlapping') return standing('overlapping');
  const isLong = maxRuntimeMs !== null && nowMs - (last.startedMs ?? nowMs) > maxRuntimeMs;
  return standing(isLong ? 'overrunning' : 'running');
}

function statusOf({ outcome }: Slot): ScheduleStatus {
  if (outcome === 'missed' || outcome === 'double' || outcome === 'overlapping' || outcome === 'unknown')
    return outcome;
  return 'ok';
}

const about = (status: ScheduleStatus, slot: Slot | null): Standing => ({
  status,
  dueMs: slot?.dueMs ?? null,
  runId: slot?.runId ?? null,
});
