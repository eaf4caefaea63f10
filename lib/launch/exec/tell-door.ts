// Check-ins of one execution. Never throws and never takes long: a command does not wait for Signalbox.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from './read-arguments.ts';

export interface Told {
  phase: 'start' | 'log' | `${number}`;
  durationMs?: number;
  signal?: string;
  output?: string;
}

const tryWithinMs = 2_000;
const tryAgainMs = 300;
const tries = 2;

/** Null when it was taken; else why it was not. Tries twice: a door may just be starting again. */
export async function tellDoor(execution: Execution, told: Told): Promise<string | null> {
  const { token, baseUrl, rid, correlationId, traceparent } = execution;
  if (token === null) return 'no token: set SIGNALBOX_CHECK_IN_TOKEN or --token';
  const query = new URLSearchParams({ rid, correlationId, worker: hostname() });
  if (told.durationMs !== undefined) query.set('durationMs', told.durationMs.toFixed(3));
  if (told.signal !== undefined) query.set('signal', told.signal);
  const url = `${baseUrl}/check-in/${encodeURIComponent(token)}/${told.phase}?${query}`;
  let fault = '';
  for (let round = 0; round < tries; round++) {
    if (round > 0) await sleep(tryAgainMs);
    try {
      const signal = AbortSignal.timeout(tryWithinMs);
      const answer = await fetch(url, { method: 'POST', headers: { traceparent }, body: told.output ?? '', signal });
      await answer.body?.cancel();
      if (answer.ok) return null;
      fault = `the door answered ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429) break;
    } catch (error) {
      const timedOut = (error as Error).name === 'TimeoutError';
      fault = timedOut ? 'the door does not answer' : 'the door cannot be reached';
      // What hangs will hang again.
      if (timedOut) break;
    }
  }
  return fault;
}
