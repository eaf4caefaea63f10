// What a run looks like once derived: the stored columns of `run` and `attempt`. Contributions to rollups read
// these columns and nothing else.
import type { Fidelity, Micros, RunError } from '#lib/domain/evidence.ts';

/** Position in this list is the number stored in `run.state`. Append only. */
export const runStates = [
  'scheduled',
  'blocked',
  'queued',
  'running',
  'retrying',
  'succeeded',
  'dead',
  'cancelled',
  'discarded',
  'vanished',
] as const;
export type RunState = (typeof runStates)[number];
export const finalStates: ReadonlySet<RunState> = new Set(['succeeded', 'dead', 'cancelled', 'discarded', 'vanished']);

/** Position in this list is the number stored in `attempt.state`. Append only. */
export const attemptStates = ['running', 'succeeded', 'failed', 'released', 'lost'] as const;
export type AttemptState = (typeof attemptStates)[number];

export interface Attempt {
  /** 1-based, dense in display order. */
  number: number;
  state: AttemptState;
  /** null = not known. */
  willRetry: boolean | null;
  startedAt: Micros | null;
  finishedAt: Micros | null;
  durationUs: number | null;
  worker: string | null;
  error: RunError | null;
  traceId: string | null;
  spanId: string | null;
  fidelity: Fidelity;
}

/** Fields whose fidelity is told apart in the API. */
export const fidelityFields = [
  'state',
  'enqueuedAt',
  'startedAt',
  'finishedAt',
  'waitMs',
  'durationMs',
  'attempts',
] as const;
export type FidelityField = (typeof fidelityFields)[number];

/** The pure view of a run: `derive(evidence)`. */
export interface Run {
  environment: string;
  source: string;
  system: string;
  queue: string;
  job: string | null;
  jobId: string | null;
  state: RunState;
  attempts: Attempt[];
  maxAttempts: number | null;
  enqueuedAt: Micros | null;
  dueAt: Micros | null;
  startedAt: Micros | null;
  finishedAt: Micros | null;
  /** first start − max(enqueuedAt, dueAt), clamped at zero; null = not known. */
  waitUs: number | null;
  /** Duration of the last attempt that ended. */
  durationUs: number | null;
  /** finishedAt − enqueuedAt. */
  totalUs: number | null;
  worker: string | null;
  version: string | null;
  tenant: string | null;
  schedule: string | null;
  priority: number | null;
  correlation: { id: string; rank: number; via: string } | null;
  traceId: string | null;
  /** Last failed attempt's error, kept when a later attempt succeeds. */
  error: RunError | null;
  /** Moments of two clocks were compared: wait is an estimate. */
  isSkewed: boolean;
  fidelity: Record<FidelityField, Fidelity>;
}
