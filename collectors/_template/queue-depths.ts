// Depth by queue, counted along with the events. Pure. A backend that can be asked for its depths needs nothing of this.
import type { QueueSample } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import type { LogEvent } from './to-evidence.ts';

/** State of each job that has not succeeded, and since when it waits, in ms: as kept in the cursor. */
export type OpenJobs = Record<string, [queue: string, state: 'waiting' | 'running' | 'dead', since: number]>;

/** `jobs` after these events. */
export function follow(jobs: OpenJobs, events: readonly LogEvent[]): OpenJobs {
  const open = { ...jobs };
  for (const { event, queue, id, at, dueAt, willRetry } of events) {
    const key = `${queue} ${id}`;
    if (event === 'succeeded') delete open[key];
    else if (event === 'started') open[key] = [queue, 'running', at];
    else if (event === 'failed' && !willRetry) open[key] = [queue, 'dead', at];
    else open[key] = [queue, 'waiting', dueAt ?? at];
  }
  return open;
}

/** A queue of which no job is open has a depth of zero: it was measured. What is not known is null, never zero. */
export function toSamples(jobs: OpenJobs, queues: readonly string[], nowUs: Micros): QueueSample[] {
  const nowMs = nowUs / 1000;
  const all = Object.values(jobs);
  return queues.map((queue) => {
    const own = all.filter(([name]) => name === queue);
    const count = (state: string): number => own.filter((job) => job[1] === state).length;
    const waiting = own.filter(([, state]) => state === 'waiting').map(([, , since]) => since);
    const ready = waiting.filter((since) => since <= nowMs);
    return {
      queue,
      at: nowUs,
      queued: ready.length,
      scheduled: waiting.length - ready.length,
      running: count('running'),
      retrying: null,
      blocked: null,
      dead: count('dead'),
      oldestWaitingMs: ready.length === 0 ? null : Math.max(0, nowMs - Math.min(...ready)),
      workers: null,
      isPaused: null,
    };
  });
}
