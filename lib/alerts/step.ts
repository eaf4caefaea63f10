// The state machine of one alert: a rule's condition at one slot moves one instance. Pure, and the only one: live evaluation and preview
// both call it, so that a preview tells what would have been told.
import type { Comparison, Rule } from '#lib/contracts/alert-rule.ts';
import { type Limits, limitsOf } from './limits.ts';

export const phases = ['normal', 'pending', 'firing', 'recovering'] as const;
export type Phase = (typeof phases)[number];

/** What a rule saw of one instance at one slot. */
export type Observation =
  | {
      kind: 'value';
      value: number;
      n: number /** What the value comes from, in words, where that is not plain. */;
      note?: string;
    }
  /** Nothing is known, or the series is not there while others are. */
  | { kind: 'none'; isSeriesGone: boolean }
  | { kind: 'error' };

/** Everything that the next slot needs to know. Moments in ms since the epoch. */
export interface InstanceState {
  phase: Phase;
  /** Since when it is in this phase. */
  sinceMs: number;
  /** Since when the condition holds without a gap; while pending. */
  badSinceMs: number | null;
  /** Since when it is good without a gap; while recovering. */
  goodSinceMs: number | null;
  /** The last known verdict, for policies that keep it. */
  wasBad: boolean;
  /** Slots in a row in which the series was gone. */
  goneSlots: number;
  value: number | null;
  n: number;
  note?: string | undefined;
  /** Slots of the last hour at which an episode began. */
  firings?: number[];
  /** Too many of them: this episode ends only after an hour in which all was fine. */
  isFlapping?: boolean;
}

export interface Transition {
  from: Phase;
  to: Phase;
  reason: string;
}

export const initialState = (atMs: number): InstanceState => ({
  phase: 'normal',
  sinceMs: atMs,
  badSinceMs: null,
  goodSinceMs: null,
  wasBad: false,
  goneSlots: 0,
  value: null,
  n: 0,
});

/** So many episodes within an hour are flapping; they are told as one from then on. */
const flapsAfter = 4;
export const flapMs = 3_600_000;

/** A series that is gone for so many slots while others are there has ended. */
const goneAfterSlots = 2;

export function holds(op: Comparison, value: number, limit: number): boolean {
  if (op === '>') return value > limit;
  if (op === '>=') return value >= limit;
  return op === '<' ? value < limit : value <= limit;
}

type Verdict = 'bad' | 'between' | 'good';

/** `between`: past the recovery value but not past the value: neither fires nor recovers. */
function verdictOf(rule: Rule, state: InstanceState, seen: Observation): Verdict {
  if (seen.kind === 'value') {
    if (seen.n < rule.minSamples) return kept(rule.noData, state);
    const { op, fires, recovers } = limitsOf(rule);
    if (holds(op, seen.value, fires)) return 'bad';
    return holds(op, seen.value, recovers) ? 'between' : 'good';
  }
  return kept(seen.kind === 'error' ? rule.onError : rule.noData, state);
}

function kept(policy: 'ok' | 'alert' | 'keep', state: InstanceState): Verdict {
  if (policy === 'keep') return state.wasBad ? 'bad' : 'good';
  return policy === 'alert' ? 'bad' : 'good';
}

/** Moves `state` to slot `atMs`. `transition` null = the phase stays. Slots must come in order. */
export function step(
  rule: Rule,
  state: InstanceState,
  seen: Observation,
  atMs: number,
): { state: InstanceState; transition: Transition | null } {
  const goneSlots = seen.kind === 'none' && seen.isSeriesGone ? state.goneSlots + 1 : 0;
  const value = seen.kind === 'value' ? seen.value : null;
  const n = seen.kind === 'value' ? seen.n : 0;
  const note = seen.kind === 'value' ? seen.note : state.note;
  const known = { ...state, goneSlots, value: value ?? state.value, n, note };
  if (goneSlots >= goneAfterSlots && state.phase !== 'normal') {
    return move(known, 'normal', atMs, 'missing_series', { wasBad: false });
  }
  // What could not be looked at moves nothing.
  if (seen.kind === 'error' && rule.onError === 'keep') return stay(known);
  const verdict = verdictOf(rule, state, seen);
  const next = { ...known, wasBad: verdict === 'bad' };
  const reason = seen.kind === 'value' ? 'condition' : seen.kind === 'error' ? 'error' : 'no_data';
  switch (state.phase) {
    case 'normal':
      return fromNormal(rule, next, verdict, atMs, reason);
    case 'pending':
      return fromPending(rule, next, verdict, atMs, reason);
    case 'firing':
      return fromFiring(rule, next, verdict, atMs, reason);
    default:
      return fromRecovering(rule, next, verdict, atMs, reason);
  }
}

/**
 * What `step` does at the many slots at which all is normal and a value good, without a new state: notes the value in `state`, which must be the
 * caller's own. False: it is not so, and nothing was done.
 */
export function noteGood(rule: Rule, { op, fires }: Limits, state: InstanceState, seen: Observation): boolean {
  if (state.phase !== 'normal' || seen.kind !== 'value' || seen.n < rule.minSamples) return false;
  if (holds(op, seen.value, fires)) return false;
  state.goneSlots = 0;
  state.value = seen.value;
  state.n = seen.n;
  state.note = seen.note;
  state.wasBad = false;
  return true;
}

type Moved = ReturnType<typeof step>;
const stay = (state: InstanceState): Moved => ({ state, transition: null });

function move(
  state: InstanceState,
  to: Phase,
  atMs: number,
  reason: string,
  change: Partial<InstanceState> = {},
): Moved {
  const moved = { ...state, badSinceMs: null, goodSinceMs: null, ...change, phase: to, sinceMs: atMs };
  if (to === 'firing' && !isAlarming(state.phase)) {
    moved.firings = [...(state.firings ?? []).filter((slot) => slot > atMs - flapMs), atMs];
    moved.isFlapping = moved.firings.length >= flapsAfter;
  }
  return { state: moved, transition: { from: state.phase, to, reason } };
}

function fromNormal(rule: Rule, state: InstanceState, verdict: Verdict, atMs: number, reason: string): Moved {
  if (verdict !== 'bad') return stay(state);
  if (rule.forMs === 0) return move(state, 'firing', atMs, reason);
  return move(state, 'pending', atMs, reason, { badSinceMs: atMs });
}

function fromPending(rule: Rule, state: InstanceState, verdict: Verdict, atMs: number, reason: string): Moved {
  if (verdict !== 'bad') return move(state, 'normal', atMs, reason);
  return atMs - (state.badSinceMs ?? atMs) >= rule.forMs ? move(state, 'firing', atMs, reason) : stay(state);
}

const goodFor = (rule: Rule, { isFlapping }: InstanceState): number =>
  isFlapping ? Math.max(rule.keepFiringMs, flapMs) : rule.keepFiringMs;

function fromFiring(rule: Rule, state: InstanceState, verdict: Verdict, atMs: number, reason: string): Moved {
  if (verdict !== 'good') return stay(state);
  if (goodFor(rule, state) === 0) return move(state, 'normal', atMs, reason);
  return move(state, 'recovering', atMs, reason, { goodSinceMs: atMs });
}

function fromRecovering(rule: Rule, state: InstanceState, verdict: Verdict, atMs: number, reason: string): Moved {
  if (verdict === 'bad') return move(state, 'firing', atMs, reason);
  if (verdict === 'between') return stay({ ...state, goodSinceMs: atMs });
  const isOver = atMs - (state.goodSinceMs ?? atMs) >= goodFor(rule, state);
  return isOver ? move(state, 'normal', atMs, reason) : stay(state);
}

/** Firing, or recovering from it: one episode, told once. */
export const isAlarming = (phase: Phase): boolean => phase === 'firing' || phase === 'recovering';
