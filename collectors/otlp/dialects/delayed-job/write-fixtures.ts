// Writes the fixtures, from the source of opentelemetry-instrumentation-delayed_job 0.27.0: plugins/tracer_plugin.rb.
// Run: node collectors/otlp/dialects/delayed-job/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const job: Values = {
  'messaging.system': 'delayed_job',
  'messaging.destination': 'default',
  'messaging.destination_kind': 'queue',
  'messaging.delayed_job.name': 'Report#build',
  'messaging.delayed_job.priority': 0,
};
const enqueue = (id: string, runAt = 1): WrittenSpan =>
  publishing(
    'default publish',
    { ...job, 'messaging.operation': 'publish', 'messaging.message_id': id },
    { events: [{ name: 'run_at', at: runAt }] },
  );

/** No trace and no link leads from the one to the other. */
const invoke = (id: string, at: number, attempts: number, runAt: number, error?: string): WrittenSpan =>
  working(
    'default process',
    at,
    {
      ...job,
      'messaging.delayed_job.attempts': attempts,
      'messaging.delayed_job.locked_by': 'host:1',
      'messaging.operation': 'process',
      'messaging.message_id': id,
    },
    {
      links: [],
      events: [
        { name: 'run_at', at: runAt },
        { name: 'locked_at', at: at - 1 },
        ...(error ? [exception(at + 20, 'RuntimeError', error)] : []),
      ],
      ...(error ? { status: 'error', message: 'Unhandled exception of type: RuntimeError' } : {}),
    },
  );

const truth = (index: number, of: Pick<RunTruth, 'jobId' | 'state' | 'attempts'> & Partial<RunTruth>): RunTruth => ({
  system: 'delayed_job',
  queue: 'default',
  job: 'Report#build',
  error: null,
  createdAtMs: beginOf(index),
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'opentelemetry-instrumentation-delayed_job 0.27.0',
  scope: { name: 'OpenTelemetry::Instrumentation::DelayedJob', version: '0.27.0' },
  scenarios: {
    success: {
      spans: [enqueue('41'), invoke('41', 500, 0, 1)],
      truths: [truth(0, { jobId: '41', state: 'succeeded', attempts: ['succeeded'], startedAtMs: [beginOf(0) + 500] })],
    },
    retry: {
      spans: [enqueue('42'), invoke('42', 500, 0, 1, 'no answer'), invoke('42', 6_000, 1, 5_600)],
      truths: [truth(1, { jobId: '42', state: 'succeeded', attempts: ['failed', 'succeeded'], error: 'no answer' })],
    },
    delayed: {
      spans: [enqueue('43', 60_000), invoke('43', 61_000, 0, 60_000)],
      truths: [
        truth(2, {
          jobId: '43',
          state: 'succeeded',
          attempts: ['succeeded'],
          dueAtMs: beginOf(2) + 60_000,
          startedAtMs: [beginOf(2) + 61_000],
        }),
      ],
    },
    exhausted: {
      // That no attempt is left is not exported.
      spans: [enqueue('44'), invoke('44', 500, 0, 1, 'card declined'), invoke('44', 6_000, 1, 5_600, 'card declined')],
      truths: [
        truth(3, {
          jobId: '44',
          state: 'dead',
          stateSeen: 'retrying',
          attempts: ['failed', 'failed'],
          error: 'card declined',
        }),
      ],
    },
  },
});
