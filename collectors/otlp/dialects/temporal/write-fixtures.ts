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
const failed = (at: number, message: string): Partial<WrittenSpan> => ({
  status: 'error',
  message,
  events: [exception(at + 15, 'ApplicationFailure', message)],
});
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
      // Whether the workflow has a retry policy is not exported.
      spans: [start('Fail', 'trip-2', 'r-2'), run('Fail', 10, 'trip-2', 'r-2', {}, failed(10, 'no hotel'))],
      truths: [
        truth('trips', 'Fail', 'r-2', {
          state: 'dead',
          stateSeen: 'retrying',
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
          stateSeen: 'retrying',
          attempts: ['failed'],
          error: 'nothing to do',
        }),
      ],
    },
    child: {
      spans: [
        start('Book', 'trip-4', 'r-4'),
        run('Book', 10, 'trip-4', 'r-4'),
        span('StartChildWorkflow:Visa', 30, {}, { parent: 'RunWorkflow:Book 10' }),
        run(
          'Visa',
          60,
          'trip-4-visa',
          'r-5',
          { parent: { workflowId: 'trip-4', runId: 'r-4', namespace: 'default' } },
          { parent: 'StartChildWorkflow:Visa 30' },
        ),
      ],
      truths: [truth('trips', 'Book', 'r-4'), truth('trips', 'Visa', 'r-5', { parent: 'r-4' })],
    },
  },
});
