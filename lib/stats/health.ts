// One word for a queue, worst first, and the reason in a sentence. Silence is never health: what is not known is `unknown`.
import type { Health } from '#lib/contracts/queue.ts';

export interface HealthInput {
  nowMs: number;
  /** From then on what we know is stale; null = nothing was ever read. */
  staleAfterMs: number | null;
  isPaused: boolean | null;
  /** Waiting now, running now; null = not known. */
  queued: number | null;
  running: number | null;
  workers: number | null;
  oldestWaitingMs: number | null;
  /** In the last 15 minutes. */
  recent: {
    started: number;
    succeeded: number;
    dead: number;
    failedAttempts: number;
    succeededAttempts: number;
    enqueued: number;
  };
  /** Usual wait: the window's p95; null = not known. */
  usualWaitMs: number | null;
  /** Anything in the whole window. */
  hasActivity: boolean;
}

/** A queue where nothing starts for this long while something waits is stalled. */
const stallMs = 5 * 60_000;
/** Waiting longer than this, and well beyond the usual, is a backlog. */
const backlogMs = 60_000;
const failing = 0.2;
const fewest = 5;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const minutes = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

export function healthOf(input: HealthInput): { health: Health; reason: string } {
  const { recent, queued, oldestWaitingMs, workers, usualWaitMs } = input;
  const isStale = input.staleAfterMs === null || input.nowMs > input.staleAfterMs;
  if (isStale) return { health: 'unknown', reason: 'No fresh reading.' };
  if (input.isPaused === true) return { health: 'paused', reason: 'Paused at the backend.' };
  const isWaiting = (queued ?? 0) > 0;
  if (isWaiting && recent.started === 0 && (oldestWaitingMs ?? 0) > stallMs) {
    const who = workers === 0 ? 'no worker is connected' : 'nothing was started in 15 min';
    return { health: 'stalled', reason: `${queued} waiting for up to ${minutes(oldestWaitingMs ?? 0)}, and ${who}.` };
  }
  const ended = recent.succeeded + recent.dead;
  if (recent.dead > 0 && ended >= fewest && recent.dead / ended >= failing) {
    return { health: 'failing', reason: `${percent(recent.dead / ended)} of ${ended} runs died in 15 min.` };
  }
  const attempts = recent.failedAttempts + recent.succeededAttempts;
  if (attempts >= fewest && recent.failedAttempts / attempts >= 0.5) {
    return {
      health: 'failing',
      reason: `${percent(recent.failedAttempts / attempts)} of ${attempts} attempts failed in 15 min.`,
    };
  }
  if (isWaiting && (oldestWaitingMs ?? 0) > Math.max(backlogMs, 3 * (usualWaitMs ?? 0))) {
    return { health: 'backlogged', reason: `The oldest of ${queued} has waited ${minutes(oldestWaitingMs ?? 0)}.` };
  }
  if (isWaiting && (input.running ?? 0) > 0)
    return { health: 'busy', reason: `${queued} waiting, ${input.running} running.` };
  if (!input.hasActivity && !isWaiting && (input.running ?? 0) === 0) {
    return { health: 'idle', reason: 'Nothing happened in this window.' };
  }
  return { health: 'ok', reason: 'Work goes through.' };
}
