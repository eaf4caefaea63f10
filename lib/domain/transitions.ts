// A run's life step by step, as the Run page tells it: each piece of evidence that moves the run, in order of time, with the
// state that the evidence up to there gives.
import { deriveRun } from '#lib/domain/derive-run.ts';
import type {
  AtClock,
  AttemptOutcome,
  Evidence,
  EvidenceKind,
  Fidelity,
  Micros,
  RunError,
} from '#lib/domain/evidence.ts';
import type { RunState } from '#lib/domain/run.ts';

export interface Transition {
  at: Micros;
  kind: EvidenceKind;
  state: RunState;
  attempt: number | null;
  outcome: AttemptOutcome | null;
  worker: string | null;
  error: RunError | null;
  fidelity: Fidelity;
  atClock: AtClock;
  source: string;
  observedAt: Micros;
  evidenceId: string;
}

/** Order of steps that share a moment: as they follow each other in a life. */
const lifeOrder: readonly string[] = [
  'created',
  'scheduled',
  'blocked',
  'queued',
  'started',
  'released',
  'lost',
  'ended',
  'retry-planned',
  'died',
  'cancelled',
  'discarded',
  'vanished',
];

/** A span tells start and end in one item: two steps. An end that is not known is no step. */
function stepsOf(item: Evidence): Evidence[] {
  if (item.kind === 'facts') return [];
  if (item.kind !== 'attempt') return [item];
  const { endAt, outcome, isFinal, error, ...rest } = item;
  const start: Evidence = { ...rest, kind: 'started' };
  return endAt === undefined ? [start] : [start, { ...rest, kind: 'ended', at: endAt, outcome, isFinal, error }];
}

/** At most `limit` transitions, oldest first. Derives each prefix anew, so `limit` also bounds the work. */
export function transitionsOf(items: readonly Evidence[], limit = 200): Transition[] {
  const steps = items.flatMap(stepsOf);
  steps.sort((a, b) => a.at - b.at || lifeOrder.indexOf(a.kind) - lifeOrder.indexOf(b.kind) || (a.id < b.id ? -1 : 1));
  const facts = items.filter((item) => item.kind === 'facts');
  return steps.slice(0, limit).map((step, i) => ({
    at: step.at,
    kind: step.kind,
    state: deriveRun([...facts, ...steps.slice(0, i + 1)]).state,
    attempt: step.attempt ?? null,
    outcome: step.outcome ?? null,
    worker: step.worker ?? null,
    error: step.error ?? null,
    fidelity: step.fidelity,
    atClock: step.atClock,
    source: step.source,
    observedAt: step.observedAt,
    evidenceId: step.id,
  }));
}
