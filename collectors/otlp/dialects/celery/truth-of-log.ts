// From what the tasks' signals said to the true answer for each task.
import type { AttemptState, RunState } from '#lib/domain/run.ts';
import type { RunTruth } from '../capture/run-truth.ts';

export type LogEntry =
  | {
      what: 'published';
      id: string;
      job: string;
      retries: number;
      parent: string | null;
      eta: string | null;
      at: number;
    }
  | { what: 'started'; id: string; job: string; queue: string; at: number }
  | { what: 'ended'; id: string; state: string; error: string | null; at: number };

const attemptStates: Record<string, AttemptState> = {
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
  RETRY: 'failed',
  IGNORED: 'released',
};
const runStates: Record<string, RunState> = {
  SUCCESS: 'succeeded',
  FAILURE: 'dead',
  RETRY: 'retrying',
  IGNORED: 'discarded',
};

/** One answer a task id, in the order in which the tasks were published. */
export function truthsOf(log: readonly LogEntry[]): RunTruth[] {
  const truths = new Map<string, RunTruth>();
  for (const entry of log) {
    const known = truths.get(entry.id);
    if (entry.what === 'published' && !known) {
      const queue = entry.job === 'elsewhere.task' ? 'elsewhere' : 'celery';
      const truth: RunTruth = {
        system: 'celery',
        queue,
        job: entry.job,
        jobId: entry.id,
        state: 'queued',
        attempts: [],
        error: null,
      };
      truth.createdAtMs = entry.at;
      truth.startedAtMs = [];
      if (entry.eta !== null) truth.dueAtMs = Date.parse(entry.eta);
      if (entry.parent !== null) truth.parent = entry.parent;
      truths.set(entry.id, truth);
    } else if (entry.what === 'started' && known) {
      // Begun before without an end: that worker was killed.
      known.attempts = known.attempts.map((state) => (state === 'running' ? 'lost' : state));
      known.attempts.push('running');
      known.startedAtMs?.push(entry.at);
      known.queue = entry.queue;
      known.state = 'running';
    } else if (entry.what === 'ended' && known) {
      known.attempts[known.attempts.length - 1] = attemptStates[entry.state] ?? 'released';
      known.state = runStates[entry.state] ?? 'vanished';
      if (entry.error !== null && entry.state !== 'IGNORED') known.error = entry.error;
    }
  }
  for (const truth of truths.values()) {
    if (!truth.attempts.includes('lost')) continue;
    truth.attemptsSeen = truth.attempts.filter((state) => state !== 'lost');
    truth.startedAtMs = undefined;
  }
  return [...truths.values()];
}
