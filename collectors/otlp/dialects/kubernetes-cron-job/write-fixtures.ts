// Writes the fixtures, from the conventions: https://opentelemetry.io/docs/specs/semconv/resource/k8s/, and from Kubernetes' own naming of a
// CronJob's jobs (pkg/controller/cronjob/utils.go).
// Run: node collectors/otlp/dialects/kubernetes-cron-job/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';

const minutesOf = (index: number): number => Math.floor(beginOf(index) / 60_000);
const pod = (index: number, name: string): Values => ({
  'k8s.namespace.name': 'shop',
  'k8s.cronjob.name': 'billing',
  'k8s.job.name': `billing-${minutesOf(index)}`,
  'k8s.job.uid': `00000000-0000-4000-8000-00000000000${index}`,
  'k8s.pod.name': name,
});
const root = (index: number, name: string, at: number, over: Partial<WrittenSpan> = {}): WrittenSpan => ({
  trace: `${name} ${at}`,
  span: `main ${at}`,
  name: 'main',
  kind: 'internal',
  at,
  lasts: 5_000,
  attributes: {},
  resource: pod(index, name),
  ...over,
});
const truth = (index: number, of: Partial<RunTruth> = {}): RunTruth => ({
  system: 'kubernetes',
  queue: 'shop/billing',
  job: 'billing',
  jobId: `00000000-0000-4000-8000-00000000000${index}`,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  schedule: 'shop/billing',
  dueAtMs: minutesOf(index) * 60_000,
  ...of,
});
const failed = (at: number): Partial<WrittenSpan> => ({
  status: 'error',
  message: 'no bank',
  events: [exception(at + 4_000, 'Error', 'no bank')],
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'OpenTelemetry semantic conventions 1.44, Kubernetes resources',
  scope: { name: 'app', version: '' },
  scenarios: {
    success: { spans: [root(0, 'billing-a', 2_000)], truths: [truth(0, { startedAtMs: [beginOf(0) + 2_000] })] },
    'second-pod': {
      spans: [root(1, 'billing-b', 2_000, failed(2_000)), root(1, 'billing-c', 30_000)],
      truths: [truth(1, { attempts: ['failed', 'succeeded'], error: 'no bank' })],
    },
    'several-roots': {
      // A pod is one attempt, however many traces it begins; what lies inside them is none of its own.
      spans: [
        root(2, 'billing-d', 2_000),
        root(2, 'billing-d', 9_000, { name: 'flush', lasts: 10 }),
        root(2, 'billing-d', 2_100, {
          trace: 'billing-d 2000',
          parent: 'main 2000',
          name: 'GET',
          kind: 'client',
          lasts: 10,
        }),
      ],
      truths: [truth(2, { startedAtMs: [beginOf(2) + 2_000] })],
    },
  },
});
