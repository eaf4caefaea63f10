// Writes the fixtures: no SQS can run here. From the source of @opentelemetry/instrumentation-aws-sdk 0.79.0: services/sqs.ts.
// Run: node collectors/otlp/dialects/aws-sqs/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';
import { publishing, working } from '../capture/written-pair.ts';

const queue = (more: Values): Values => ({
  'rpc.system': 'aws-api',
  'rpc.service': 'SQS',
  'messaging.system': 'aws_sqs',
  'messaging.destination.name': 'mails',
  'url.full': 'https://sqs.eu-central-1.amazonaws.com/1/mails',
  ...more,
});
const send = (id: string, trace = 'web'): WrittenSpan =>
  publishing('mails send', queue({ 'rpc.method': 'SendMessage', 'messaging.message.id': id }), { trace });
const receive = (at: number, links: WrittenSpan['links']): WrittenSpan =>
  working(
    'mails receive',
    at,
    queue({
      'rpc.method': 'ReceiveMessage',
      'messaging.operation.type': 'receive',
      'messaging.batch.message_count': links?.length ?? 0,
    }),
    { links, lasts: 10 },
  );
/** The program's own span. */
const handle = (at: number, id: string): WrittenSpan =>
  working(
    'mails process',
    at,
    {
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'mails',
      'messaging.operation.type': 'process',
      'messaging.message.id': id,
    },
    { scope: { name: 'app', version: '' } },
  );
const linkTo = (trace: string, id: string) => ({ trace, span: 'publish', attributes: { 'messaging.message.id': id } });
const truth = (jobId: string, of: Partial<RunTruth>): RunTruth => ({
  system: 'aws_sqs',
  queue: 'mails',
  job: null,
  jobId,
  state: 'running',
  attempts: ['running'],
  error: null,
  ...of,
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: '@opentelemetry/instrumentation-aws-sdk 0.79.0',
  scope: { name: '@opentelemetry/instrumentation-aws-sdk', version: '0.79.0' },
  scenarios: {
    sent: { spans: [send('m-1')], truths: [truth('m-1', { state: 'queued', attempts: [], createdAtMs: beginOf(0) })] },
    received: {
      // Handled and deleted afterwards, of which no span names the message.
      spans: [send('m-2'), send('m-3', 'web 2'), receive(200, [linkTo('web', 'm-2'), linkTo('web 2', 'm-3')])],
      truths: ['m-2', 'm-3'].map((id) =>
        truth(id, { state: 'succeeded', stateSeen: 'running', attempts: ['succeeded'], attemptsSeen: ['running'] }),
      ),
    },
    'handled-in-a-span-that-names-it': {
      spans: [send('m-4'), receive(200, [linkTo('web', 'm-4')]), handle(215, 'm-4')],
      truths: [truth('m-4', { state: 'succeeded', attempts: ['succeeded'], createdAtMs: beginOf(2) })],
    },
    batch: {
      spans: [
        publishing('mails send', queue({ 'rpc.method': 'SendMessageBatch' })),
        receive(200, [linkTo('web', 'm-5'), linkTo('web', 'm-6')]),
      ],
      truths: ['m-5', 'm-6'].map((id) => truth(id, {})),
    },
    'handled-one-after-the-other': {
      spans: [
        send('m-7'),
        send('m-8', 'web 2'),
        receive(200, [linkTo('web', 'm-7'), linkTo('web 2', 'm-8')]),
        handle(215, 'm-7'),
        { ...handle(9_000, 'm-8'), links: [{ trace: 'web 2', span: 'publish' }] },
      ],
      truths: [
        truth('m-7', { state: 'succeeded', attempts: ['succeeded'], startedAtMs: [beginOf(4) + 215] }),
        truth('m-8', { state: 'succeeded', attempts: ['succeeded'], startedAtMs: [beginOf(4) + 9_000] }),
      ],
    },
  },
});
