// Writes the fixtures: Inngest's platform cannot run here. From the source of inngest 4.24: components/execution/engine.ts and otel/processor.ts.
// Run: node collectors/otlp/dialects/inngest/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, type WrittenSpan, writeFromSource } from '../capture/written.ts';

/** One request of the platform: each step, and each retry of one, is another. */
const execution = (runId: string, at: number, step?: string, attempt = 0): WrittenSpan[] => {
  const attributes = {
    'sdk.run.id': runId,
    'sdk.app.id': 'shop',
    'sys.app.id': 'shop',
    'sys.function.id': 'shop-on-order',
    'inngest.traceparent': '00-11111111111111111111111111111111-2222222222222222-01',
  };
  const root: WrittenSpan = {
    trace: runId,
    span: `execution ${at}`,
    name: 'inngest.execution',
    kind: 'internal',
    at,
    lasts: 12,
    attributes,
  };
  if (step === undefined) return [root];
  const inner = { 'inngest.step.id': step, 'inngest.step.index': 0, 'inngest.step.attempt': attempt };
  return [
    {
      ...root,
      span: `step ${at}`,
      parent: root.span,
      name: 'fetch',
      lasts: 8,
      attributes: { ...attributes, ...inner },
    },
    root,
  ];
};
const truth = (jobId: string, at: number): RunTruth => ({
  system: 'inngest',
  queue: 'shop-on-order',
  job: 'shop-on-order',
  jobId,
  // That a run is over is not exported.
  state: 'succeeded',
  stateSeen: 'running',
  attempts: ['succeeded'],
  attemptsSeen: ['running'],
  error: null,
  startedAtMs: [at],
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'inngest 4.24.0',
  scope: { name: 'inngest', version: '4.24.0' },
  scenarios: {
    steps: {
      spans: [
        ...execution('01JD0000000000000000000001', 0),
        ...execution('01JD0000000000000000000001', 50, 'charge'),
        ...execution('01JD0000000000000000000001', 900, 'charge', 1),
      ],
      truths: [truth('01JD0000000000000000000001', beginOf(0))],
    },
  },
});
