// From what the middleware said to the true answer for each job.
import type { AttemptState, RunState } from '#lib/domain/run.ts';
import type { RunTruth } from '../capture/run-truth.ts';

export type LogEntry =
  | {
      what: 'published';
      id: string;
      job: string;
      queue: string;
      parent?: string;
      createdAt?: number;
      due?: number | null;
      at: number;
    }
  | { what: 'started'; id: string; job: string; queue: string; at: number }
  | {
      what: 'ended';
      id: string;
      state: 'succeeded' | 'failed' | 'dead' | 'released';
      error: string | null;
      at: number;
    };

const runStates: Record<string, RunState> = {
  succeeded: 'succeeded',
  failed: 'retrying',
  dead: 'dead',
  released: 'queued',
};

/** One answer a job id, in the order in which the jobs were first heard of. A worker may begin before the enqueuing program says so. */
export function truthsOf(log: readonly LogEntry[], style = 'link'): RunTruth[] {
  const truths = new Map<string, RunTruth>();
  const truthFor = (id: string): RunTruth => {
    const known = truths.get(id);
    if (known) return known;
    const truth: RunTruth = {
      system: 'sidekiq',
      queue: '',
      job: null,
      jobId: id,
      state: 'queued',
      attempts: [],
      error: null,
    };
    truth.startedAtMs = [];
    truths.set(id, truth);
    return truth;
  };
  for (const entry of log) {
    const truth = truthFor(entry.id);
    if (entry.what === 'ended') {
      const state: AttemptState = entry.state === 'dead' ? 'failed' : entry.state;
      truth.attempts[truth.attempts.length - 1] = state;
      truth.state = runStates[entry.state] ?? 'queued';
      truth.error = entry.error ?? truth.error;
      continue;
    }
    truth.job = entry.job;
    truth.queue = entry.queue;
    if (entry.what === 'started') {
      truth.attempts.push('running');
      truth.startedAtMs?.push(entry.at);
      truth.state = 'running';
    } else {
      if (entry.createdAt !== undefined) truth.createdAtMs = entry.createdAt;
      if (entry.due) truth.dueAtMs = entry.due;
      if (entry.parent) truth.parent = entry.parent;
    }
  }
  return [...truths.values()].map((truth) => withWhatSpansCannotTell(truth, style));
}

/**
 * Spans end with an attempt, and say of a failed one neither its number nor whether it was the last. What a worker did when it was stopped
 * is not exported. In child style, whatever the poller put back into its queue is in an unsampled context.
 */
function withWhatSpansCannotTell(truth: RunTruth, style: string): RunTruth {
  const isPolled = (index: number): boolean => style === 'child' && (index > 0 || truth.dueAtMs !== undefined);
  const isSeen = (state: AttemptState, index: number): boolean =>
    state !== 'running' && state !== 'released' && !isPolled(index);
  const seen = truth.attempts.filter(isSeen);
  const states: Partial<Record<AttemptState, RunState>> = { succeeded: 'succeeded', failed: 'retrying' };
  const stateSeen = states[seen.at(-1) ?? 'running'] ?? 'queued';
  const told = {
    ...truth,
    startedAtMs: truth.startedAtMs?.filter((_, index) => isSeen(truth.attempts[index] ?? 'running', index)),
  };
  if (stateSeen !== truth.state) told.stateSeen = stateSeen;
  if (seen.length < truth.attempts.length) told.attemptsSeen = seen;
  if (seen.length === 0) delete told.dueAtMs;
  return told;
}
