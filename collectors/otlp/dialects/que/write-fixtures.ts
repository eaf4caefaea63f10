// Writes the fixtures, from the source of opentelemetry-instrumentation-que 0.12.0: patches/que_job.rb, middlewares/server_middleware.rb.
// Run: node collectors/otlp/dialects/que/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const job: Values = {
  'messaging.system': 'que',
  'messaging.destination_kind': 'queue',
  'messaging.destination': 'default',
  'messaging.que.job_class': 'Sync',
  'messaging.que.priority': 100,
};
const enqueue = (id: number | undefined): WrittenSpan =>
  publishing('Sync publish', {
    ...job,
    'messaging.operation': 'publish',
    ...(id === undefined ? {} : { 'messaging.message_id': id }),
  });

const work = (id: number, at: number, errors: number, error?: string): WrittenSpan =>
  working(
    'Sync process',
    at,
    { ...job, 'messaging.operation': 'process', 'messaging.message_id': id, 'messaging.que.attempts': errors },
    error
      ? {
          status: 'error',
          message: 'Unhandled exception of type: RuntimeError',
          events: [exception(at + 20, 'RuntimeError', error)],
        }
      : {},
  );

const truth = (of: Pick<RunTruth, 'jobId' | 'state' | 'attempts'> & Partial<RunTruth>): RunTruth => ({
  system: 'que',
  queue: 'default',
  job: 'Sync',
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'opentelemetry-instrumentation-que 0.12.0',
  scope: { name: 'OpenTelemetry::Instrumentation::Que', version: '0.12.0' },
  scenarios: {
    success: {
      spans: [enqueue(901), work(901, 40, 0)],
      truths: [truth({ jobId: '901', state: 'succeeded', attempts: ['succeeded'], createdAtMs: beginOf(0) })],
    },
    retry: {
      spans: [enqueue(902), work(902, 40, 0, 'no answer'), work(902, 4_000, 1)],
      truths: [
        truth({
          jobId: '902',
          state: 'succeeded',
          attempts: ['failed', 'succeeded'],
          error: 'no answer',
          createdAtMs: beginOf(1),
        }),
      ],
    },
    bulk: {
      // One span for all of them, with the first one's attributes and no id.
      spans: [enqueue(undefined), work(903, 40, 0), work(904, 70, 0), work(905, 100, 0)],
      truths: ['903', '904', '905'].map((jobId) => truth({ jobId, state: 'succeeded', attempts: ['succeeded'] })),
    },
  },
});
