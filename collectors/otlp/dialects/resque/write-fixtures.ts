// Writes the fixtures, from the source of opentelemetry-instrumentation-resque 0.9.0: patches/resque_module.rb, patches/resque_job.rb.
// Run: node collectors/otlp/dialects/resque/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const job = (name: string): Values => ({
  'messaging.system': 'resque',
  'messaging.destination': 'images',
  'messaging.destination_kind': 'queue',
  'messaging.resque.job_class': name,
});
const failed = (at: number, error: string): Partial<WrittenSpan> => ({
  status: 'error',
  message: 'Unhandled exception of type: RuntimeError',
  events: [exception(at + 20, 'RuntimeError', error)],
});
const truth = (of: Pick<RunTruth, 'job' | 'state' | 'attempts'> & Partial<RunTruth>): RunTruth => ({
  system: 'resque',
  queue: 'images',
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'opentelemetry-instrumentation-resque 0.9.0',
  scope: { name: 'OpenTelemetry::Instrumentation::Resque', version: '0.9.0' },
  scenarios: {
    success: {
      spans: [publishing('images publish', job('Resize')), working('images process', 40, job('Resize'))],
      truths: [truth({ job: 'Resize', state: 'succeeded', attempts: ['succeeded'], createdAtMs: beginOf(0) })],
    },
    child: {
      spans: [
        publishing('images publish', job('Crop')),
        working('images process', 40, job('Crop'), { trace: 'web', parent: 'publish', links: [] }),
      ],
      truths: [truth({ job: 'Crop', state: 'succeeded', attempts: ['succeeded'], createdAtMs: beginOf(1) })],
    },
    failed: {
      // Resque moves a failed job aside and does no more; that is not exported.
      spans: [
        publishing('images publish', job('Scan')),
        working('images process', 40, job('Scan'), failed(40, 'no such file')),
      ],
      truths: [
        truth({ job: 'Scan', state: 'dead', stateSeen: 'retrying', attempts: ['failed'], error: 'no such file' }),
      ],
    },
    unlinked: {
      spans: [working('images process', 40, job('Sweep'), { links: [] })],
      truths: [truth({ job: 'Sweep', state: 'succeeded', attempts: ['succeeded'] })],
    },
  },
});
