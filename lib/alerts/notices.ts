// Who is to be told of what after a slot. Pure: the ids of notices follow from the episode, so that a slot evaluated twice, after a crash,
// tells nothing twice.
import { createHash } from 'node:crypto';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Labels } from './rule-series.ts';
import { flapMs, isAlarming, type Phase } from './step.ts';

/** A UUID that follows from its parts (version 8, RFC 9562). */
export function stableId(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface InstanceNow {
  labels: Labels;
  phase: Phase;
  episodeId: string | null;
  notifiedMs: number | null;
  isAcknowledged: boolean;
}

export type Notice = 'firing' | 'resolved' | null;

/**
 * What is to be told at slot `atMs` of an instance that was `before` and is in `phase` now, and since when it counts as told. A firing alert is
 * told once, then again every `repeatMs` (while it flaps every hour at most) until it is acknowledged; what was never told, because it was
 * silenced or another alert muted it, is not told resolved.
 */
export function noticeOf(
  rule: Pick<Rule, 'repeatMs'>,
  before: InstanceNow,
  { phase, isFlapping = false }: { phase: Phase; isFlapping?: boolean | undefined },
  isSilent: boolean,
  atMs: number,
): { notice: Notice; notifiedMs: number | null } {
  const { notifiedMs } = before;
  if (!isAlarming(phase)) {
    const isOver = isAlarming(before.phase) && notifiedMs !== null;
    return { notice: isOver ? 'resolved' : null, notifiedMs: null };
  }
  const repeatMs = isFlapping ? Math.max(rule.repeatMs, flapMs) : rule.repeatMs;
  const isTold = isAlarming(before.phase) && notifiedMs !== null;
  const isDue = !isTold || (atMs - notifiedMs >= repeatMs && !before.isAcknowledged);
  if (!isDue || isSilent) return { notice: null, notifiedMs: isTold ? notifiedMs : null };
  return { notice: 'firing', notifiedMs: atMs };
}
