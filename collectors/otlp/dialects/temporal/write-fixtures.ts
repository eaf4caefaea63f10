// Writes the fixtures: no Temporal server can run here. From the source of @temporalio/interceptors-opentelemetry 1.24 (contrib):
// instrumentation.ts, client/index.ts, worker/index.ts, workflow/index.ts. A workflow's span also carries its WorkflowInfo.
// Run: node collectors/otlp/dialects/temporal/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';

const span = (name: string, at: number, attributes: Values, over: Partial<WrittenSpan> = {}): WrittenSpan => ({
  trace: 'web',
  span: `${name} ${at}`,
  name,
  kind: 'internal',
  at,
  lasts: 20,
  status: 'ok',
  attributes,
  ...over,
});
const start = (type: string, workflowId: string, runId: string): WrittenSpan =>
  span(`StartWorkflow:${type}`, 0, { temporalWorkflowId: workflowId, run_id: runId }, { service: 'web' });
const run = (
  type: string,
  at: number,
  workflowId: string,
  runId: string,
  more: Values = {},
  over: Partial<WrittenSpan> = {},
) =>
  span(
    `RunWorkflow:${type}`,
    at,
    { workflowId, runId, workflowType: type, taskQueue: 'trips', attempt: 1, namespace: 'default', ...more },
    { parent: `StartWorkflow:${type} 0`, lasts: 400, ...over },
  );
const activity = (
  type: string,
  at: number,
  workflowId: string,
  runId: string,
  id: string,
  over: Partial<WrittenSpan> = {},
) =>
  span(
    `RunActivity:${type}`,
    at,
    { temporalActivityId: id, temporalWorkflowId: workflowId, run_id: runId },
    { parent: `RunWorkflow:Book 10`, ...over },
  );
const failed = (at: number, message: string, type = 'ApplicationFailure'): Partial<WrittenSpan> => ({
  status: 'error',
  message,
  events: [exception(at + 15, type, message)],
});
/** Inside a workflow, in its own time: until the activity is over, retries included. Its attributes are the workflow's. */
const schedule = (what: 'Activity' | 'ChildWorkflow', type: string, at: number, workflowId: string, runId: string) =>
  span(
    `Start${what}:${type}`,
    at,
    { workflowId, runId, taskQueue: 'trips', attempt: 1 },
    { parent: 'RunWorkflow:Book 10' },
  );
const truth = (queue: string, job: string, jobId: string, of: Partial<RunTruth> = {}): RunTruth => ({
  system: 'temporal',
  queue,
  job,
  jobId,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: '@temporalio/interceptors-opentelemetry 1.24.0',
  scope: { name: '@temporalio/interceptor-workflow', version: '' },
  scenarios: {
    'retried-activity': {
      spans: [
        start('Book', 'trip-1', 'r-1'),
        run('Book', 10, 'trip-1', 'r-1'),
        activity('reserve', 30, 'trip-1', 'r-1', '1', failed(30, 'no seat')),
        activity('reserve', 200, 'trip-1', 'r-1', '1'),
        activity('pay', 300, 'trip-1', 'r-1', '2'),
      ],
      truths: [
        truth('trips', 'Book', 'r-1', { createdAtMs: beginOf(0), correlation: 'trip-1' }),
        truth('reserve', 'reserve', 'r-1/1', {
          attempts: ['failed', 'succeeded'],
          error: 'no seat',
          parent: 'r-1',
          correlation: 'trip-1',
        }),
        truth('pay', 'pay', 'r-1/2', { parent: 'r-1' }),
      ],
    },
    failed: {
      spans: [start('Fail', 'trip-2', 'r-2'), run('Fail', 10, 'trip-2', 'r-2', {}, failed(10, 'no hotel'))],
      truths: [
        truth('trips', 'Fail', 'r-2', {
          state: 'dead',
          attempts: ['failed'],
          error: 'no hotel',
        }),
      ],
    },
    benign: {
      spans: [
        start('Soft', 'trip-3', 'r-3'),
        run(
          'Soft',
          10,
          'trip-3',
          'r-3',
          {},
          { status: undefined, events: [exception(20, 'ApplicationFailure', 'nothing to do')] },
        ),
      ],
      truths: [
        truth('trips', 'Soft', 'r-3', {
          state: 'dead',
          attempts: ['failed'],
          error: 'nothing to do',
        }),
      ],
    },
    child: {
      spans: [
        start('Book', 'trip-4', 'r-4'),
        run('Book', 10, 'trip-4', 'r-4'),
        schedule('ChildWorkflow', 'Visa', 30, 'trip-4', 'r-4'),
        run(
          'Visa',
          60,
          'trip-4-visa',
          'r-5',
          { parent: { workflowId: 'trip-4', runId: 'r-4', namespace: 'default' } },
          { parent: 'StartChildWorkflow:Visa 30' },
        ),
      ],
      truths: [
        truth('trips', 'Book', 'r-4'),
        truth('trips', 'Visa', 'r-5', { parent: 'r-4', createdAtMs: beginOf(3) + 30 }),
      ],
    },
    'exhausted-activity': {
      spans: [
        start('Book', 'trip-6', 'r-6'),
        run('Book', 10, 'trip-6', 'r-6', {}, failed(10, 'Activity task failed', 'ActivityFailure')),
        {
          ...schedule('Activity', 'reserve', 20, 'trip-6', 'r-6'),
          lasts: 380,
          ...failed(380, 'Activity task failed', 'ActivityFailure'),
        },
        { ...activity('reserve', 30, 'trip-6', 'r-6', '1', failed(30, 'no seat')), parent: 'StartActivity:reserve 20' },
        {
          ...activity('reserve', 200, 'trip-6', 'r-6', '1', failed(200, 'no seat')),
          parent: 'StartActivity:reserve 20',
        },
      ],
      truths: [
        truth('trips', 'Book', 'r-6', { state: 'dead', attempts: ['failed'], error: 'Activity task failed' }),
        truth('reserve', 'reserve', 'r-6/1', {
          state: 'dead',
          attempts: ['failed', 'failed'],
          error: 'no seat',
          parent: 'r-6',
          createdAtMs: beginOf(4) + 20,
          startedAtMs: [beginOf(4) + 30, beginOf(4) + 200],
        }),
      ],
    },
    'retried-workflow': {
      // Each run of a retried workflow has an id of its own.
      spans: [
        start('Sync', 'trip-7', 'r-7'),
        run('Sync', 10, 'trip-7', 'r-7', { retryPolicy: { maximumAttempts: 2 } }, failed(10, 'no answer')),
        run(
          'Sync',
          1_500,
          'trip-7',
          'r-8',
          { retryPolicy: { maximumAttempts: 2 }, attempt: 2, continuedFromExecutionRunId: 'r-7' },
          failed(1_500, 'no answer'),
        ),
      ],
      truths: [
        truth('trips', 'Sync', 'r-7', {
          state: 'retrying',
          attempts: ['failed'],
          error: 'no answer',
          createdAtMs: beginOf(5),
        }),
        truth('trips', 'Sync', 'r-8', { state: 'dead', attempts: ['failed'], error: 'no answer' }),
      ],
    },
    'continued-as-new': {
      spans: [
        start('Poll', 'trip-9', 'r-9'),
        run('Poll', 10, 'trip-9', 'r-9'),
        run('Poll', 500, 'trip-9', 'r-10', { continuedFromExecutionRunId: 'r-9' }),
      ],
      truths: [truth('trips', 'Poll', 'r-9'), truth('trips', 'Poll', 'r-10', { correlation: 'trip-9' })],
    },
    'failed-task': {
      // An error that is none of Temporal's own: the worker is mended, and goes on with the same run.
      spans: [
        start('Fix', 'trip-11', 'r-11'),
        run('Fix', 10, 'trip-11', 'r-11', {}, failed(10, 'x is undefined', 'TypeError')),
        run('Fix', 2_000, 'trip-11', 'r-11'),
      ],
      truths: [truth('trips', 'Fix', 'r-11', { attempts: ['failed', 'succeeded'], error: 'x is undefined' })],
    },
    cancelled: {
      spans: [
        start('Stop', 'trip-12', 'r-12'),
        run('Stop', 10, 'trip-12', 'r-12', {}, failed(10, 'Workflow cancelled', 'CancelledFailure')),
      ],
      truths: [
        truth('trips', 'Stop', 'r-12', { state: 'cancelled', attempts: ['failed'], error: 'Workflow cancelled' }),
      ],
    },
    terminated: {
      // The server ends it at once; no worker sends a span.
      spans: [
        start('Long', 'trip-13', 'r-13'),
        span('TerminateWorkflow', 5_000, {
          temporalWorkflowId: 'trip-13',
          run_id: 'r-13',
          temporalTerminateReason: 'obsolete',
        }),
      ],
      truths: [truth('Long', 'Long', 'r-13', { state: 'cancelled', attempts: [] })],
    },
  },
});
