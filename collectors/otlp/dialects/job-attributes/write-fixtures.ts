// Writes the fixtures, from our own words: otel/semconv.ts.
// Run: node collectors/otlp/dialects/job-attributes/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const job = (id: string, more: Values = {}): Values => ({
  'job.system': 'pg-boss',
  'job.queue': 'billing',
  'job.name': 'invoice',
  'job.id': id,
  'correlation.id': `order-${id}`,
  ...more,
});
const truth = (jobId: string, of: Partial<RunTruth>): RunTruth => ({
  system: 'pg-boss',
  queue: 'billing',
  job: 'invoice',
  jobId,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  correlation: `order-${jobId}`,
  ...of,
});
const failed = (at: number) => ({
  status: 'error' as const,
  message: 'no bank',
  events: [exception(at + 10, 'Error', 'no bank')],
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'otel/semconv.ts of this project',
  scope: { name: 'signalbox', version: '' },
  scenarios: {
    exhausted: {
      spans: [
        publishing('send invoice', job('b-1')),
        working(
          'invoice',
          30,
          job('b-1', { 'job.attempt': 1, 'job.max_attempts': 2, 'job.outcome': 'failed' }),
          failed(30),
        ),
        working(
          'invoice',
          500,
          job('b-1', { 'job.attempt': 2, 'job.max_attempts': 2, 'job.outcome': 'failed' }),
          failed(500),
        ),
      ],
      truths: [
        truth('b-1', {
          state: 'dead',
          attempts: ['failed', 'failed'],
          error: 'no bank',
          maxAttempts: 2,
          createdAtMs: beginOf(0),
        }),
      ],
    },
    'over-another': {
      // On a span of a library's own instrumentation, they win.
      spans: [
        working('process x', 30, {
          ...job('b-2'),
          'messaging.system': 'kafka',
          'messaging.destination.name': 'x',
          'job.parent.id': 'b-1',
        }),
      ],
      truths: [truth('b-2', { parent: 'b-1' })],
    },
  },
});
