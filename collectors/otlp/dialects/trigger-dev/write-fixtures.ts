// Writes the fixtures: Trigger.dev's platform cannot run here. From the source of version 4.8: core/src/v3/workers/taskExecutor.ts,
// taskContext/otelProcessors.ts (a partial span when one begins), tracer.ts, trigger-sdk/src/v3/shared.ts.
// Run: node collectors/otlp/dialects/trigger-dev/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';

const inTask = (runId: string, attempt: number): Values => ({
  'ctx.run.id': runId,
  'ctx.task.id': 'encode-video',
  'ctx.queue.name': 'task/encode-video',
  'ctx.attempt.number': attempt,
  'worker.version': '20261122.1',
});
const attempt = (runId: string, number: number, at: number, error?: string): WrittenSpan => ({
  trace: runId,
  span: `attempt ${number}`,
  name: `Attempt ${number}`,
  kind: 'consumer',
  at,
  lasts: 40,
  attributes: { ...inTask(runId, number), '$style.icon': 'attempt', '$entity.type': 'attempt', '$span.attempt': true },
  ...(error ? { status: 'error', message: error, events: [exception(at + 30, 'Error', error)] } : {}),
});
/** What is sent when an attempt begins: the same span, with another id, and the id of the one that will end. */
const partial = (runId: string, number: number, at: number): WrittenSpan => {
  const whole = attempt(runId, number, at);
  const more = { '$span.partial': true, '$span.span_id': 'feedfacefeedface' };
  return {
    ...whole,
    span: `partial ${number}`,
    kind: 'internal',
    lasts: 0,
    attributes: { ...whole.attributes, ...more },
  };
};
const trigger = (runId: string, from: string): WrittenSpan => ({
  trace: from,
  span: `trigger ${runId}`,
  parent: 'attempt 1',
  name: 'encode-video.triggerAndWait()',
  kind: 'producer',
  at: 10,
  lasts: 5,
  attributes: {
    ...inTask(from, 1),
    '$style.icon': 'trigger',
    '$style.accessory.items.0.text': 'encode-video',
    runId,
  },
});
const truth = (jobId: string, of: Partial<RunTruth> = {}): RunTruth => ({
  system: 'trigger.dev',
  queue: 'task/encode-video',
  job: 'encode-video',
  jobId,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: '@trigger.dev/core 4.8.3',
  scope: { name: 'trigger-dev-worker', version: '4.8.3' },
  scenarios: {
    retry: {
      spans: [attempt('run_a1', 1, 0, 'no disk'), attempt('run_a1', 2, 1_500)],
      truths: [truth('run_a1', { attempts: ['failed', 'succeeded'], error: 'no disk', correlation: 'run_a1' })],
    },
    running: {
      spans: [partial('run_b1', 1, 0)],
      truths: [truth('run_b1', { state: 'running', attempts: ['running'] })],
    },
    child: {
      spans: [attempt('run_c1', 1, 0), trigger('run_c2', 'run_c1'), attempt('run_c2', 1, 60)],
      truths: [truth('run_c1'), truth('run_c2', { parent: 'run_c1', createdAtMs: beginOf(2) + 10 })],
    },
  },
});
