// Writes the fixtures, from the conventions: https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/ (timer).
// Run: node collectors/otlp/dialects/faas-timer/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';

const iso = (index: number, ms: number): string => new Date(beginOf(index) + ms).toISOString();
const invocation = (trace: string, at: number, attributes: Values, over: Partial<WrittenSpan> = {}): WrittenSpan => ({
  trace,
  span: 'invocation',
  name: 'nightly-clean',
  kind: 'server',
  at,
  lasts: 120,
  attributes: { 'faas.trigger': 'timer', 'faas.cron': '0 3 * * *', ...attributes },
  resource: { 'faas.name': 'nightly-clean', 'faas.version': '7' },
  ...over,
});
const failed = (at: number): Partial<WrittenSpan> => ({
  status: 'error',
  message: 'disk full',
  events: [exception(at + 90, 'OSError', 'disk full')],
});
const truth = (of: Partial<RunTruth>): RunTruth => ({
  system: 'faas',
  queue: 'nightly-clean',
  job: 'nightly-clean',
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  schedule: 'nightly-clean',
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'OpenTelemetry semantic conventions 1.44, FaaS spans',
  scope: { name: 'app', version: '' },
  scenarios: {
    invoked: {
      spans: [invocation('a', 400, { 'faas.time': iso(0, 0), 'faas.invocation_id': 'inv-1' })],
      truths: [truth({ jobId: 'inv-1', dueAtMs: beginOf(0), startedAtMs: [beginOf(0) + 400] })],
    },
    retried: {
      spans: [
        invocation('a', 0, { 'faas.invocation_id': 'inv-2' }, failed(0)),
        invocation('b', 60_000, { 'faas.invocation_id': 'inv-2' }),
      ],
      truths: [truth({ jobId: 'inv-2', attempts: ['failed', 'succeeded'], error: 'disk full' })],
    },
    slots: {
      // Without an id, the schedule and its time name a run.
      spans: [
        invocation('a', 300, { 'faas.time': iso(2, 0) }),
        invocation('b', 86_400_300, { 'faas.time': iso(2, 86_400_000) }),
      ],
      truths: [
        truth({ dueAtMs: beginOf(2), startedAtMs: [beginOf(2) + 300] }),
        truth({ dueAtMs: beginOf(2) + 86_400_000, startedAtMs: [beginOf(2) + 86_400_300] }),
      ],
    },
  },
});
