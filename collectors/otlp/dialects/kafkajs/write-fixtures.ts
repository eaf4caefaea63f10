// Writes the fixtures: no Kafka can run here. From the source of @opentelemetry/instrumentation-kafkajs 0.33.0: instrumentation.ts.
// Run: node collectors/otlp/dialects/kafkajs/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const record = (topic: string, more: Values = {}): Values => ({
  'messaging.system': 'kafka',
  'messaging.destination.name': topic,
  ...more,
});
const send = (topic: string, over: Partial<WrittenSpan> = {}): WrittenSpan =>
  publishing(
    `send ${topic}`,
    record(topic, { 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' }),
    over,
  );

/** `eachMessage`: a child of the span that sent it. */
const handle = (topic: string, at: number, offset: string, over: Partial<WrittenSpan> = {}): WrittenSpan =>
  working(
    `process ${topic}`,
    at,
    record(topic, {
      'messaging.destination.partition.id': '0',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.kafka.offset': offset,
    }),
    { trace: 'web', parent: 'publish', links: [], ...over },
  );
const failure: Partial<WrittenSpan> = { status: 'error', message: 'no answer' };

const truth = (queue: string, jobId: string, of: Partial<RunTruth> = {}): RunTruth => ({
  system: 'kafka',
  queue,
  job: null,
  jobId,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: '@opentelemetry/instrumentation-kafkajs 0.33.0',
  scope: { name: '@opentelemetry/instrumentation-kafkajs', version: '0.33.0' },
  scenarios: {
    success: {
      spans: [send('orders'), handle('orders', 30, '17')],
      truths: [truth('orders', '0:17:worker', { createdAtMs: beginOf(0), startedAtMs: [beginOf(0) + 30] })],
    },
    redelivered: {
      // The consumer failed, and was given the same place in the log again.
      spans: [send('payments'), handle('payments', 30, '4', failure), handle('payments', 800, '4')],
      truths: [truth('payments', '0:4:worker', { attempts: ['failed', 'succeeded'], error: 'no answer' })],
    },
    'two-groups': {
      spans: [send('news'), handle('news', 30, '9'), handle('news', 45, '9', { service: 'archive' })],
      truths: [truth('news', '0:9:worker'), truth('news', '0:9:archive')],
    },
    batch: {
      spans: [
        send('clicks'),
        send('clicks', { trace: 'web 2', at: 5 }),
        {
          trace: 'poll',
          span: 'poll',
          name: 'poll clicks',
          kind: 'client',
          at: 100,
          lasts: 50,
          attributes: record('clicks', { 'messaging.operation.type': 'receive', 'messaging.batch.message_count': 2 }),
        },
        handle('clicks', 100, '1', { trace: 'poll', parent: 'poll', links: [{ trace: 'web', span: 'publish' }] }),
        handle('clicks', 101, '2', { trace: 'poll', parent: 'poll', links: [{ trace: 'web 2', span: 'publish' }] }),
      ],
      truths: [truth('clicks', '0:1:worker'), truth('clicks', '0:2:worker')],
    },
  },
});
