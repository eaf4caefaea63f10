// The true answer beside a capture: what the backend, or the program that did the work, says of each run.
import type { AttemptState, RunState } from '#lib/domain/run.ts';

export interface RunTruth {
  system: string;
  queue: string;
  job: string | null;
  /** Absent = the sender gave none, and what stands for it is the dialect's choice. */
  jobId?: string;
  state: RunState;
  /** What spans can tell of it, where that is less. */
  stateSeen?: RunState;
  /** In order of execution. */
  attempts: AttemptState[];
  /** What spans can tell of them, where that is less: a worker that was killed sends none. */
  attemptsSeen?: AttemptState[];
  /** Message of the last attempt that failed. */
  error: string | null;
  /** When it was published, by the program's clock; absent = not looked at. */
  createdAtMs?: number;
  dueAtMs?: number;
  /** When each attempt began, by the program's clock; absent = not looked at. */
  startedAtMs?: number[];
  schedule?: string;
  /** The id of the job that it belongs to or that published it. */
  parent?: string;
  /** The caller's id, where the capture carries one. */
  correlation?: string;
  maxAttempts?: number;
  /** It can be known only where the spans that a program sent together are also read together. */
  isTogether?: true;
}
