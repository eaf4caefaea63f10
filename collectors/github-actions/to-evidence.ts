// Stop 3: a workflow run, and its jobs where they are known → evidence. Pure.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros, RunError } from '#lib/domain/evidence.ts';
import type { Job, WorkflowRun } from './shapes.ts';

export const system = 'github-actions';

type Part = Pick<Evidence, 'kind' | 'at'> & Partial<Evidence> & { what: string };

const micros = (text: string): Micros => Date.parse(text) * 1000;

/** The file behind a workflow or run: the ref that may follow is none of it. */
export const fileOf = (path: string | null | undefined): string => (path ?? '').split('@')[0] ?? '';

export const workflowNameOf = (run: Pick<WorkflowRun, 'name' | 'path'>): string => run.name || fileOf(run.path);

const asked = (run: WorkflowRun): Micros => micros(run.run_started_at ?? run.created_at);

/** Jobs that a runner has taken. One that waits has a `started_at` as well. */
const begun = (jobs: readonly Job[]): Job[] =>
  jobs.filter(
    ({ status, conclusion, started_at }) =>
      started_at && (status === 'in_progress' || status === 'completed') && conclusion !== 'skipped',
  );

/**
 * One attempt of a run as it stands. `jobs` of that attempt tell when work began and ended, and where it failed; null: only the run is known, whose
 * moments are of what was asked for and last changed. What is said with jobs and without has ids of its own: the better known counts.
 */
export function runToEvidence(
  run: WorkflowRun,
  jobs: readonly Job[] | null,
  source: SourceSettings,
  observedAt: Micros,
): Evidence[] {
  const parts: Part[] = [
    {
      what: 'created',
      kind: 'created',
      at: micros(run.created_at),
      facts: { job: workflowNameOf(run), ...(run.head_sha ? { version: run.head_sha.slice(0, 12) } : {}) },
    },
    ...attemptOf(run, jobs),
  ];
  return parts.map((part) => evidenceOf(run, part, source, observedAt));
}

/** `isCertain`: the workflow has one expression; of several, the one that came due last. */
export function scheduleToEvidence(
  run: WorkflowRun,
  schedule: { name: string; isCertain: boolean },
  source: SourceSettings,
  observedAt: Micros,
): Evidence {
  const part: Part = {
    what: 'schedule',
    kind: 'facts',
    at: micros(run.created_at),
    fidelity: schedule.isCertain ? 'reported' : 'inferred',
    facts: { schedule: schedule.name },
  };
  return evidenceOf(run, part, source, observedAt);
}

/** GitHub tells moments to the second. What happens within one keeps its order by microseconds. */
const order: Partial<Record<Evidence['kind'], number>> = { blocked: 0, queued: 1, started: 2 };
const orderIn = (kind: Evidence['kind'], attempt: number): number =>
  kind === 'created' || kind === 'facts' ? 0 : attempt * 10 + (order[kind] ?? 3);

function evidenceOf(run: WorkflowRun, part: Part, source: SourceSettings, observedAt: Micros): Evidence {
  const { what, at, ...rest } = part;
  return {
    environment: source.environment,
    source: source.name,
    system,
    queue: run.repository.full_name,
    names: { jobId: String(run.id) },
    id: `${system}:${run.id}:${what}`,
    at: at + orderIn(part.kind, run.run_attempt),
    atClock: 'backend',
    observedAt,
    fidelity: 'reported',
    ...rest,
  };
}

function attemptOf(run: WorkflowRun, jobs: readonly Job[] | null): Part[] {
  const attempt = run.run_attempt;
  const waiting: Part = { what: `${attempt}:queued`, kind: 'queued', at: asked(run) };
  switch (run.status) {
    case 'queued':
    case 'requested':
      return [waiting];
    case 'waiting':
    case 'pending':
      // For somebody's approval, or for another run of its concurrency group.
      return [{ what: `${attempt}:blocked`, kind: 'blocked', at: asked(run) }];
    case 'in_progress':
      return [waiting, ...startOf(run, jobs)];
    case 'completed':
      return endOf(run, jobs, waiting);
    default:
      return [];
  }
}

function startOf(run: WorkflowRun, jobs: readonly Job[] | null): Part[] {
  const attempt = run.run_attempt;
  if (jobs === null) {
    const at = micros(run.updated_at);
    return [{ what: `${attempt}:run-started`, kind: 'started', attempt, at, fidelity: 'derived' }];
  }
  const [first] = begun(jobs).sort((a, b) => ((a.started_at ?? '') < (b.started_at ?? '') ? -1 : 1));
  if (!first?.started_at) return [];
  const at = micros(first.started_at);
  return [
    {
      what: `${attempt}:started`,
      kind: 'started',
      attempt,
      at,
      ...(first.runner_name ? { worker: first.runner_name } : {}),
    },
  ];
}

function endOf(run: WorkflowRun, jobs: readonly Job[] | null, waiting: Part): Part[] {
  const attempt = run.run_attempt;
  const started = jobs === null ? [] : startOf(run, jobs);
  const ends = begun(jobs ?? []).flatMap(({ completed_at }) => (completed_at ? [micros(completed_at)] : []));
  const known = { at: ends.length > 0 ? Math.max(...ends) : micros(run.updated_at) };
  const end =
    ends.length > 0
      ? { ...known, what: `${attempt}:ended` }
      : { ...known, what: `${attempt}:run-ended`, fidelity: 'derived' as const };
  switch (run.conclusion) {
    case 'success':
    case 'neutral':
      return [waiting, ...started, { ...end, kind: 'ended', attempt, outcome: 'succeeded', isFinal: true }];
    case 'cancelled':
      return [waiting, ...started, { ...end, kind: 'cancelled' }];
    case 'skipped':
    case 'action_required':
      return [waiting, { ...end, kind: 'discarded' }];
    default: {
      // Failure, timed_out, startup_failure, stale: GitHub tries nothing again by itself.
      const error = errorOf(run.conclusion ?? 'failure', jobs ?? []);
      return [waiting, ...started, { ...end, kind: 'ended', attempt, outcome: 'failed', isFinal: true, error }];
    }
  }
}

const isFailure = (conclusion: string | null | undefined): boolean =>
  conclusion === 'failure' || conclusion === 'timed_out' || conclusion === 'startup_failure';

function errorOf(conclusion: string, jobs: readonly Job[]): RunError {
  const failed = jobs.find((one) => isFailure(one.conclusion));
  const step = failed?.steps?.find((one) => isFailure(one.conclusion));
  if (!failed) return { type: conclusion, message: `The workflow ended with ${conclusion}.` };
  const where = step ? `${failed.name}: ${step.name}` : failed.name;
  return { type: conclusion, message: `${where} ended with ${failed.conclusion}.` };
}
