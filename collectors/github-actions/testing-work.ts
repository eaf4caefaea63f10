// What GitHub does with a scheduled workflow, step by step, on the stand-in. Its moments are to the second, as GitHub's are. For tests only.
import { jobFixture, runFixture, type StubGitHub } from './testing-github.ts';

export const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export interface Work {
  id: number;
  gitHub: StubGitHub;
}

let lastId = 30_433_642;

/** A run comes into being and waits for a runner. `over`: of the run's own fields. */
export function schedule(gitHub: StubGitHub, nowMs: number, over: Record<string, unknown> = {}): Work {
  const id = ++lastId;
  gitHub.runs.push({ id, attempts: [] });
  const work = { id, gitHub };
  startAgain(work, nowMs, { created_at: second(nowMs), ...over });
  return work;
}

const runOf = ({ gitHub, id }: Work) => gitHub.runs.find((run) => run.id === id) as StubGitHub['runs'][number];

/** Somebody has it run again: one more attempt. */
export function startAgain(work: Work, nowMs: number, over: Record<string, unknown> = {}): void {
  const { attempts } = runOf(work);
  const before = attempts.at(-1)?.run ?? runFixture;
  const at = second(nowMs);
  const state = { status: 'queued', conclusion: null, run_attempt: attempts.length + 1 };
  const run = { ...before, id: work.id, ...state, run_started_at: at, updated_at: at, ...over };
  // GitHub gives a job that waits a `started_at` too.
  const job = {
    ...jobFixture,
    run_id: work.id,
    status: 'queued',
    conclusion: null,
    started_at: at,
    completed_at: null,
  };
  attempts.push({ run, jobs: [{ ...job, runner_name: null, steps: [], run_attempt: attempts.length + 1 }] });
}

/** A runner takes it. */
export function begin(work: Work, nowMs: number): void {
  const attempt = runOf(work).attempts.at(-1);
  if (!attempt) return;
  Object.assign(attempt.run, { status: 'in_progress', updated_at: second(nowMs) });
  Object.assign(attempt.jobs[0] ?? {}, {
    status: 'in_progress',
    started_at: second(nowMs),
    runner_name: 'GitHub Actions 7',
  });
}

/** It ends; of a failed one the second step is what failed. */
export function finish(work: Work, nowMs: number, conclusion: string): void {
  const attempt = runOf(work).attempts.at(-1);
  if (!attempt) return;
  const at = second(nowMs);
  Object.assign(attempt.run, { status: 'completed', conclusion, updated_at: at });
  const steps = (jobFixture.steps as object[]).map((step, index) => ({
    ...step,
    ...(index === 1 ? { conclusion } : {}),
  }));
  Object.assign(attempt.jobs[0] ?? {}, { status: 'completed', conclusion, completed_at: at, steps });
}
