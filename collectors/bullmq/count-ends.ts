// Ends of attempts in a stretch of BullMQ's event log, counted from behind: a job's record, read later, counts them too. Pure.
import type { BullEvent } from './follow-events.ts';

export interface Ends {
  /** Completed or failed for good: counted as made. */
  certain: number;
  /** Put back, which counts as made only if the attempt failed. */
  putBack: number;
}

/** For each event, how many ends of attempts of its job follow from it on, itself included. */
export function countEnds(events: readonly BullEvent[]): Ends[] {
  const running = new Set<string>();
  const ends = events.map(({ event, prev, jobId }) => {
    if (event === 'active') running.add(jobId);
    const isCertain = event === 'completed' || event === 'failed';
    const isPutBack = (event === 'waiting' && prev === 'active') || (event === 'delayed' && running.has(jobId));
    if (isCertain || isPutBack) running.delete(jobId);
    return { isCertain, isPutBack };
  });
  const counts = new Map<string, Ends>();
  const later: Ends[] = [];
  for (let index = events.length - 1; index >= 0; index--) {
    const { jobId } = events[index] as BullEvent;
    const { isCertain, isPutBack } = ends[index] as (typeof ends)[number];
    const { certain, putBack } = counts.get(jobId) ?? { certain: 0, putBack: 0 };
    const now = { certain: certain + Number(isCertain), putBack: putBack + Number(isPutBack) };
    counts.set(jobId, now);
    later[index] = now;
  }
  return later;
}
