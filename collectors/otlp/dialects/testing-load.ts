// A made-up load for tests: runs of five instrumentations at once, with what truly happened to each. Deterministic from the seed.
import { randomOf } from '#lib/derive/testing/job-stream.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { type Attributes, type ResourceRow, type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { spanRow } from '../testing-span.ts';

export interface LoadRun {
  queue: string;
  createdAt: Micros;
  /** From creation to the first attempt. */
  waitUs: number;
  /** Of each attempt, in order; all but the last failed. */
  durationsUs: number[];
  hasSucceeded: boolean;
}

/** What the instrumentations say: the span that enqueues, those of an attempt, and by what a run that failed for good is known. */
interface Voice {
  scope: string;
  produce: Attributes;
  work(run: LoadRun, attempt: number, id: string): Attributes;
  /** What else is said of an attempt that failed, besides the attributes. */
  fail(isLast: boolean): Partial<SpanRow>;
  idKey: string;
}

const failed = (message: string): Partial<SpanRow> => ({ status: 2, statusMessage: message });
const voices: Record<string, Voice> = {
  bullmq: {
    scope: 'bullmq',
    idKey: 'bullmq.job.id',
    produce: { 'bullmq.queue.operation': 'add', 'bullmq.queue.name': 'bullmq', 'bullmq.job.name': 'mail' },
    work: (_, attempt) => ({
      'bullmq.queue.operation': 'process',
      'bullmq.queue.name': 'bullmq',
      'bullmq.job.name': 'mail',
      'bullmq.job.attempts.made': attempt,
    }),
    fail: () => ({}),
  },
  celery: {
    scope: 'opentelemetry.instrumentation.celery',
    idKey: 'messaging.message.id',
    produce: { 'celery.action': 'apply_async', 'celery.task_name': 'mail', 'messaging.destination': 'celery' },
    work: (run, attempt) => ({
      'celery.action': 'run',
      'celery.task_name': 'mail',
      'messaging.destination': 'celery',
      'celery.retries': attempt - 1,
      'celery.state': attempt < run.durationsUs.length ? 'RETRY' : run.hasSucceeded ? 'SUCCESS' : 'FAILURE',
    }),
    fail: () => ({}),
  },
  sidekiq: {
    scope: 'OpenTelemetry::Instrumentation::Sidekiq',
    idKey: 'messaging.message_id',
    produce: {
      'messaging.system': 'sidekiq',
      'messaging.destination': 'sidekiq',
      'messaging.sidekiq.job_class': 'Mail',
    },
    work: () => ({
      'messaging.system': 'sidekiq',
      'messaging.destination': 'sidekiq',
      'messaging.sidekiq.job_class': 'Mail',
      'messaging.operation': 'process',
    }),
    fail: () => failed('Unhandled exception of type: RuntimeError'),
  },
  rabbitmq: {
    scope: '@opentelemetry/instrumentation-amqplib',
    idKey: 'messaging.message_id',
    produce: {
      'messaging.system': 'rabbitmq',
      'messaging.destination': '',
      'messaging.rabbitmq.routing_key': 'rabbitmq',
    },
    work: () => ({ 'messaging.system': 'rabbitmq', 'messaging.destination': '', 'messaging.operation': 'process' }),
    fail: (isLast) =>
      failed(isLast ? 'reject called on message without requeue' : 'nack called on message with requeue'),
  },
  job: {
    scope: 'app',
    idKey: 'job.id',
    produce: { 'job.name': 'mail', 'job.queue': 'job' },
    work: (run, attempt) => ({
      'job.name': 'mail',
      'job.queue': 'job',
      'job.attempt': attempt,
      'job.max_attempts': run.durationsUs.length,
    }),
    fail: () => failed('no answer'),
  },
};

const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits / 8 }, () => (1 + Math.floor(random() * 0xfffffffe)).toString(16).padStart(8, '0')).join(
    '',
  );

/** `count` runs from `startUs` on, `everyUs` apart, and all their spans in an order of their own. */
export function makeLoad(count: number, startUs: Micros, everyUs: number, seed: number) {
  const random = randomOf(seed);
  const resource = spanRow({ attributes: {} }, { 'service.name': 'load' }).resource;
  const runs: LoadRun[] = [];
  const spans: SpanRow[] = [];
  const names = Object.keys(voices);
  for (let i = 0; i < count; i++) {
    const queue = names[i % names.length] as string;
    // Sidekiq's spans never prove that no attempt is left.
    const hasSucceeded = queue === 'sidekiq' || random() < 0.95;
    const attempts = random() < 0.9 ? 1 : 2 + Math.floor(random() * 2);
    const run: LoadRun = {
      queue,
      createdAt: startUs + i * everyUs,
      waitUs: Math.floor(1_000 * 10 ** (3 * random())),
      durationsUs: Array.from({ length: attempts }, () => Math.floor(500 * 10 ** (4 * random()))),
      hasSucceeded,
    };
    runs.push(run);
    spans.push(...spansOf(run, voices[queue] as Voice, `${seed}-${i}`, resource, random));
  }
  for (let i = spans.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [spans[i], spans[j]] = [spans[j] as SpanRow, spans[i] as SpanRow];
  }
  return { runs, spans };
}

function spansOf(run: LoadRun, voice: Voice, id: string, resource: ResourceRow, random: () => number): SpanRow[] {
  const traceId = hex(random, 32);
  const scope = { name: voice.scope, version: '' };
  const base = { traceId, resource, scope };
  const named = { [voice.idKey]: id };
  const producer = spanRow({
    ...base,
    spanId: hex(random, 16),
    kind: spanKind.producer,
    startedAt: run.createdAt,
    durationUs: 0,
    attributes: { ...voice.produce, ...named },
  });
  const spans = [producer];
  let at = run.createdAt + run.waitUs;
  for (const [i, durationUs] of run.durationsUs.entries()) {
    const isLast = i === run.durationsUs.length - 1;
    const isGood = isLast && run.hasSucceeded;
    const span = spanRow({
      ...base,
      spanId: hex(random, 16),
      parentSpanId: producer.spanId,
      name: `${run.queue} process`,
      kind: spanKind.consumer,
      startedAt: at,
      durationUs,
      attributes: { ...voice.work(run, i + 1, id), ...named },
      ...(isGood ? {} : voice.fail(isLast)),
    });
    spans.push(span);
    if (run.queue === 'bullmq') spans.push(...bullmqEnd(span, isGood, isLast, hex(random, 16)));
    at += durationUs + 2_000_000;
  }
  return spans;
}

/** BullMQ says how an attempt ended by an event, and by a span of its own what follows a failure. */
function bullmqEnd(span: SpanRow, isGood: boolean, isLast: boolean, spanId: string): SpanRow[] {
  const at = span.startedAt + span.durationUs;
  span.events = [
    { at, name: isGood ? 'job completed' : 'job failed', attributes: { 'bullmq.job.failed.reason': 'no answer' } },
  ];
  if (isGood) return [];
  const operation = isLast ? 'fail' : 'retry';
  const attributes = { ...span.attributes, 'bullmq.queue.operation': operation };
  return [
    {
      ...span,
      spanId,
      parentSpanId: span.spanId,
      kind: spanKind.internal,
      startedAt: at,
      durationUs: 0,
      events: [],
      attributes,
    },
  ];
}
