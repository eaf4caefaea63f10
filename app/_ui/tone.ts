// Which tone a state has. A tone is a shape and a colour (status.tsx); the word always stands beside it.
import type { Health } from '#lib/contracts/queue.ts';
import type { AttemptState, RunState } from '#lib/domain/run.ts';
import type { SlotOutcome } from '#lib/schedules/slot-outcome.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'work' | 'idle' | 'unknown';

export const runTone: Record<RunState, Tone> = {
  scheduled: 'idle',
  blocked: 'idle',
  queued: 'idle',
  running: 'work',
  retrying: 'warn',
  succeeded: 'ok',
  dead: 'bad',
  cancelled: 'idle',
  discarded: 'idle',
  vanished: 'unknown',
};

export const attemptTone: Record<AttemptState, Tone> = {
  running: 'work',
  succeeded: 'ok',
  failed: 'bad',
  released: 'idle',
  lost: 'warn',
};

export const healthTone: Record<Health, Tone> = {
  ok: 'ok',
  busy: 'ok',
  backlogged: 'warn',
  stalled: 'bad',
  failing: 'bad',
  paused: 'warn',
  idle: 'idle',
  unknown: 'unknown',
};

export const sourceTone: Record<'ok' | 'stale' | 'failing' | 'waiting' | 'disabled', Tone> = {
  ok: 'ok',
  stale: 'warn',
  failing: 'bad',
  waiting: 'unknown',
  disabled: 'idle',
};

export const scheduleTone: Record<string, Tone> = {
  ok: 'ok',
  late: 'warn',
  missed: 'bad',
  running: 'work',
  overrunning: 'warn',
  overlapping: 'warn',
  double: 'warn',
  paused: 'idle',
  unknown: 'unknown',
};

export const slotTone: Record<SlotOutcome, Tone> = {
  expected: 'idle',
  late: 'warn',
  missed: 'bad',
  running: 'work',
  ok: 'ok',
  failed: 'bad',
  overrunning: 'warn',
  overlapping: 'warn',
  double: 'warn',
  skipped: 'idle',
  paused: 'idle',
  unknown: 'unknown',
};

export const groupTone: Record<'open' | 'resolved' | 'ignored' | 'regressed', Tone> = {
  open: 'warn',
  regressed: 'bad',
  resolved: 'ok',
  ignored: 'idle',
};

export const alertTone: Record<'normal' | 'pending' | 'firing' | 'recovering', Tone> = {
  normal: 'ok',
  pending: 'warn',
  firing: 'bad',
  recovering: 'work',
};

export const deliveryTone: Record<'pending' | 'delivered' | 'dead' | 'skipped', Tone> = {
  pending: 'work',
  delivered: 'ok',
  dead: 'bad',
  skipped: 'idle',
};
