// How fresh a source's figures are, from when it was last read and how often it is. Pure.

import type { SourceView } from '#lib/contracts/source.ts';
import type { Freshness } from '#lib/contracts/trust.ts';

export interface ReadState {
  isEnabled: boolean;
  pollMs: number;
  lastReadAt: Date | null;
  lastError: string | null;
  clockOffsetMs: number | null;
}

/** Readings hold for three intervals, at least 30 s. */
export const holdsMs = (pollMs: number): number => Math.max(30_000, 3 * pollMs);

export function freshnessOf(state: ReadState): Freshness {
  const { lastReadAt, pollMs, clockOffsetMs } = state;
  return {
    lastReadAt: lastReadAt?.toISOString() ?? null,
    staleAfter: lastReadAt ? new Date(lastReadAt.getTime() + holdsMs(pollMs)).toISOString() : null,
    clockOffsetMs,
  };
}

export function sourceStatus(state: ReadState, nowMs: number): SourceView['status'] {
  if (!state.isEnabled) return 'disabled';
  if (state.lastError !== null) return 'failing';
  if (state.lastReadAt === null) return 'waiting';
  return nowMs > state.lastReadAt.getTime() + holdsMs(state.pollMs) ? 'stale' : 'ok';
}
