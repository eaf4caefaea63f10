// What GitHub answers, as far as it is used. https://docs.github.com/en/rest/actions/workflow-runs?apiVersion=2022-11-28
import * as z from 'zod';

/** A moment, to the second. */
const moment = z.iso.datetime({ offset: true });

export const workflowRun = z.object({
  id: z.number().int(),
  /** Of the workflow. */
  name: z.string().nullish(),
  /** Of its file; `@ref` may follow. */
  path: z.string().nullish(),
  event: z.string(),
  /** `queued · requested · pending · waiting · in_progress · completed`, and what comes later. */
  status: z.string().nullable(),
  /** Of a run that is completed. */
  conclusion: z.string().nullable(),
  run_attempt: z.number().int().min(1).default(1),
  created_at: moment,
  /** When this attempt was asked for: no runner may have taken it yet. */
  run_started_at: moment.nullish(),
  updated_at: moment,
  head_sha: z.string().nullish(),
  repository: z.object({ full_name: z.string() }),
});
export type WorkflowRun = z.infer<typeof workflowRun>;

export const job = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  /** Of a job that waits for a runner: when it was made. */
  started_at: moment.nullish(),
  completed_at: moment.nullish(),
  runner_name: z.string().nullish(),
  steps: z.array(z.object({ name: z.string(), conclusion: z.string().nullish() })).nullish(),
});
export type Job = z.infer<typeof job>;

export const runsPage = z.object({ total_count: z.number().int(), workflow_runs: z.array(z.unknown()) });
export const jobsPage = z.object({ jobs: z.array(job) });

export const workflow = z.object({
  name: z.string(),
  path: z.string(),
  /** `active · deleted · disabled_fork · disabled_inactivity · disabled_manually`. */
  state: z.string(),
});
export const workflowsPage = z.object({ workflows: z.array(workflow) });

/** The body of a `workflow_run` event. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
export const workflowRunEvent = z.object({ action: z.string(), workflow_run: workflowRun });
