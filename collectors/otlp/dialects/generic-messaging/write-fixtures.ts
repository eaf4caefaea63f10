// Writes the fixtures, from the conventions of 1.44 and from those of 1.17 that older instrumentations keep:
// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
// Run: node collectors/otlp/dialects/generic-messaging/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const present = (operation: string, id: string): Values => ({
  'messaging.system': 'gcp_pubsub',
  'messaging.destination.name': 'uploads',
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.message.id': id,
});
const batchOf = (operation: string): Values => {
  const { 'messaging.message.id': _, ...attributes } = present(operation, '');
  return attributes;
};
const former = (id: string, more: Values = {}): Values => ({
  'messaging.system': 'activemq',
  'messaging.destination': 'letters',
  'messaging.destination_kind': 'queue',
  'messaging.message_id': id,
  ...more,
});
const truth = (system: string, queue: string, of: Partial<RunTruth>): RunTruth => ({
  system,
  queue,
  job: null,
  state: 'succeeded',
  attempts: ['succeeded'],
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'OpenTelemetry semantic conventions 1.44 and 1.17, messaging spans',
  scope: { name: 'app', version: '' },
  scenarios: {
    present: {
      spans: [
        publishing('send uploads', present('send', 'p-1')),
        working('process uploads', 30, present('process', 'p-1')),
      ],
      truths: [
        truth('gcp_pubsub', 'uploads', { jobId: 'p-1', createdAtMs: beginOf(0), startedAtMs: [beginOf(0) + 30] }),
      ],
    },
    former: {
      spans: [
        publishing('letters send', former('f-1', { 'messaging.conversation_id': 'case-5' })),
        working(
          'letters process',
          30,
          former('f-1', { 'messaging.operation': 'process', 'messaging.conversation_id': 'case-5' }),
        ),
      ],
      truths: [truth('activemq', 'letters', { jobId: 'f-1', createdAtMs: beginOf(1), correlation: 'case-5' })],
    },
    retry: {
      spans: [
        publishing('send uploads', present('send', 'p-2')),
        working('process uploads', 30, present('process', 'p-2'), {
          status: 'error',
          message: 'no',
          events: [exception(40, 'IOError', 'no')],
        }),
        working('process uploads', 900, present('process', 'p-2')),
      ],
      truths: [truth('gcp_pubsub', 'uploads', { jobId: 'p-2', attempts: ['failed', 'succeeded'], error: 'no' })],
    },
    batch: {
      // Each message is created, all are sent together, and handled together: what differs is on the links.
      spans: [
        ...['b-1', 'b-2'].map((id) =>
          publishing('create uploads', { ...present('create', id) }, { span: `create ${id}`, lasts: 0 }),
        ),
        publishing(
          'send uploads',
          { ...batchOf('send'), 'messaging.batch.message_count': 2 },
          {
            kind: 'client',
            span: 'send',
            at: 1,
            links: ['b-1', 'b-2'].map((id) => ({ trace: 'web', span: `create ${id}` })),
          },
        ),
        working(
          'receive uploads',
          20,
          { ...batchOf('receive'), 'messaging.batch.message_count': 2 },
          { kind: 'client' },
        ),
        working(
          'process uploads',
          30,
          { ...batchOf('process'), 'messaging.batch.message_count': 2 },
          {
            links: ['b-1', 'b-2'].map((id) => ({
              trace: 'web',
              span: `create ${id}`,
              attributes: { 'messaging.message.id': id },
            })),
          },
        ),
        working('settle uploads', 60, batchOf('settle'), { kind: 'client' }),
      ],
      truths: ['b-1', 'b-2'].map((jobId) =>
        truth('gcp_pubsub', 'uploads', { jobId, createdAtMs: beginOf(3), startedAtMs: [beginOf(3) + 30] }),
      ),
    },
    unnamed: {
      // No message has an id: the link tells.
      spans: [
        publishing('send audits', {
          'messaging.system': 'pulsar',
          'messaging.destination.name': 'audits',
          'messaging.operation.type': 'send',
        }),
        working('process audits', 30, {
          'messaging.system': 'pulsar',
          'messaging.destination.name': 'audits',
          'messaging.operation.type': 'process',
        }),
      ],
      truths: [truth('pulsar', 'audits', { createdAtMs: beginOf(4) })],
    },
  },
});
