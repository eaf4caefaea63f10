// How fresh a source's figures are, from when it was last read and how often it is. Pure.

import type { SourceView } from '#lib/contracts/source.ts';
import type { Freshness } from '#lib/contracts/trust.ts';

export interface ReadState {
  isEnabled: boolean;
  pollMs: number;
  /** For so long reading rests at least, since it costs the backend much. */
  restMs: number;
  lastReadAt: Date | null;
  lastError: string | null;
  clockOffsetMs: number | null;
}

/** A reading that was due is waited for so long at least: the watcher gives up one that takes longer. */
const patienceMs = 30_000;

/** Readings hold for three intervals, at least 30 s; where reading rests, until 30 s after the rest. */
export const holdsMs = (pollMs: number, restMs: number): number =>
  Math.max(patienceMs, 3 * pollMs, restMs > 0 ? restMs + patienceMs : 0);

export function freshnessOf(state: ReadState): Freshness {
  const { lastReadAt, pollMs, restMs, clockOffsetMs } = state;
  return {
    lastReadAt: lastReadAt?.toISOString() ?? null,
    staleAfter: lastReadAt ? new Date(lastReadAt.getTime() + holdsMs(pollMs, restMs)).toISOString() : null,
    clockOffsetMs,
  };
}

export function sourceStatus(state: ReadState, nowMs: number): SourceView['status'] {
  if (!state.isEnabled) return 'disabled';
  if (state.lastError !== null) return 'failing';
  if (state.lastReadAt === null) return 'waiting';
  return nowMs > state.lastReadAt.getTime() + holdsMs(state.pollMs, state.restMs) ? 'stale' : 'ok';
}
