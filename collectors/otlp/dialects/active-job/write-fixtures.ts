// Writes the fixtures: Active Job before 7.1 is all that Debian has, and the instrumentation asks for 7.1. From its source, version 0.13.0:
// lib/opentelemetry/instrumentation/active_job/handlers/*.rb and mappers/attribute.rb; for Sidekiq beneath it, version 0.28 of that.
// Longer than most files: it is one list, each fixture beside its true answer.
// Run: node collectors/otlp/dialects/active-job/write-fixtures.ts
import { join } from 'node:path';
import type { RunTruth } from '../capture/run-truth.ts';
import { beginOf, exception, type Values, type WrittenSpan, writeFromSource } from '../capture/written.ts';

const job = (id: string, adapter: string, more: Values = {}): Values => ({
  'code.namespace': 'InvoiceJob',
  'messaging.system': 'active_job',
  'messaging.destination': 'invoices',
  'messaging.message.id': id,
  'messaging.active_job.adapter.name': adapter,
  ...more,
});

const publish = (trace: string, attributes: Values, at = 0): WrittenSpan => ({
  trace,
  span: `publish ${at}`,
  name: 'invoices publish',
  kind: 'producer',
  at,
  lasts: 4,
  status: 'ok',
  service: 'web',
  attributes,
});

interface Attempt {
  trace: string;
  to: string;
  /** The enqueueing that it is linked to; else the first. */
  publish?: string;
  at: number;
  attributes: Values;
  error?: string;
  /** What Active Job does about the error, an event of its own inside the attempt. */
  handledBy?: 'enqueue_retry' | 'retry_stopped' | 'discard';
}

/** An attempt is a root, linked to what enqueued it; a handled error is recorded inside, and marks the attempt as well. */
function attempt({ trace, to, publish = 'publish 0', at, attributes, error, handledBy }: Attempt): WrittenSpan[] {
  const failed = { status: 'error', message: 'Unexpected ActiveJob Error RuntimeError' } as const;
  const root: WrittenSpan = {
    trace,
    span: `process ${at}`,
    links: [{ trace: to, span: publish }],
    name: 'invoices process',
    kind: 'consumer',
    at,
    lasts: 30,
    attributes,
    ...(error ? failed : { status: 'ok' }),
    events: error && !handledBy ? [exception(at + 25, 'RuntimeError', error)] : [],
  };
  if (!handledBy || !error) return [root];
  const inner: WrittenSpan = {
    trace,
    span: `${handledBy} ${at}`,
    parent: root.span,
    name: `invoices ${handledBy}`,
    kind: 'internal',
    at: at + 24,
    lasts: 3,
    attributes,
    ...failed,
    events: [exception(at + 26, 'RuntimeError', error)],
  };
  return [inner, root];
}

const truth = (
  index: number,
  of: Partial<RunTruth> & Pick<RunTruth, 'system' | 'jobId' | 'state' | 'attempts'>,
): RunTruth => ({
  queue: 'invoices',
  job: 'InvoiceJob',
  error: null,
  createdAtMs: beginOf(index),
  ...of,
});

const sidekiqScope = { name: 'OpenTelemetry::Instrumentation::Sidekiq', version: '0.28.0' };

/** Sidekiq's own spans of the same job: one around the enqueueing, one around each attempt. */
const sidekiq = (jid: string): Values => ({
  'messaging.system': 'sidekiq',
  'messaging.sidekiq.job_class': 'InvoiceJob',
  'messaging.message_id': jid,
  'messaging.destination': 'invoices',
  'messaging.destination_kind': 'queue',
});

const over = (jid: string, at: number, link: { trace: string; span: string }): WrittenSpan => ({
  scope: sidekiqScope,
  trace: `sidekiq ${jid}`,
  span: 'process',
  links: [link],
  name: 'invoices process',
  kind: 'consumer',
  at: at - 2,
  lasts: 36,
  attributes: { ...sidekiq(jid), 'messaging.operation': 'process' },
  events: [
    { name: 'created_at', at: at - 20 },
    { name: 'enqueued_at', at: at - 19 },
  ],
});

const jids = ['aaaabbbbccccddddeeee0001', 'aaaabbbbccccddddeeee0002'] as const;
const sidekiqJob = (jid: string) => job('aj-over', 'sidekiq', { 'messaging.active_job.message.provider_job_id': jid });

/** The spans of a backend around those of Active Job: its enqueueing inside, its attempt outside. */
interface Backend {
  scope: WrittenSpan['scope'];
  attributes: Values;
  working: Values;
}
const delayedJob = (id: string): Backend => {
  const attributes = {
    'messaging.system': 'delayed_job',
    'messaging.destination': 'invoices',
    'messaging.destination_kind': 'queue',
    'messaging.delayed_job.name': 'InvoiceJob',
    'messaging.delayed_job.priority': 0,
    'messaging.message_id': id,
  };
  const scope = { name: 'OpenTelemetry::Instrumentation::DelayedJob', version: '0.27.0' };
  return { scope, attributes, working: { ...attributes, 'messaging.delayed_job.attempts': 0 } };
};
const resqueJob: Values = {
  'messaging.system': 'resque',
  'messaging.destination': 'invoices',
  'messaging.destination_kind': 'queue',
  'messaging.resque.job_class': 'InvoiceJob',
};
const resque: Backend = {
  scope: { name: 'OpenTelemetry::Instrumentation::Resque', version: '0.9.0' },
  attributes: resqueJob,
  working: resqueJob,
};
const enqueued = ({ scope, attributes }: Backend, trace: string, at: number, parent: string): WrittenSpan => ({
  ...publish(trace, attributes, at),
  scope,
  parent,
  lasts: 1,
});
const worked = (backend: Backend, trace: string, at: number, link?: { trace: string; span: string }): WrittenSpan => ({
  scope: backend.scope,
  trace,
  span: 'process',
  links: link ? [link] : [],
  name: 'invoices process',
  kind: 'consumer',
  at: at - 2,
  lasts: 36,
  attributes: { ...backend.working, 'messaging.operation': 'process' },
});

await writeFromSource(join(import.meta.dirname, 'fixtures'), {
  source: 'opentelemetry-instrumentation-active_job 0.13.0',
  scope: { name: 'OpenTelemetry::Instrumentation::ActiveJob', version: '0.13.0' },
  scenarios: {
    success: {
      spans: [
        publish('web', job('aj-1', 'async')),
        ...attempt({ trace: 'a', to: 'web', at: 20, attributes: job('aj-1', 'async') }),
      ],
      truths: [
        truth(0, {
          system: 'async',
          jobId: 'aj-1',
          state: 'succeeded',
          attempts: ['succeeded'],
          startedAtMs: [beginOf(0) + 20],
        }),
      ],
    },
    'retry-then-success': {
      spans: [
        publish('web', job('aj-2', 'async')),
        ...attempt({
          trace: 'a',
          to: 'web',
          at: 20,
          attributes: job('aj-2', 'async'),
          error: 'no answer',
          handledBy: 'enqueue_retry',
        }),
        { ...publish('a', job('aj-2', 'async'), 45), parent: 'enqueue_retry 20', service: 'worker' },
        ...attempt({ trace: 'b', to: 'a', at: 400, attributes: job('aj-2', 'async') }),
      ],
      truths: [
        truth(1, {
          system: 'async',
          jobId: 'aj-2',
          state: 'succeeded',
          attempts: ['failed', 'succeeded'],
          error: 'no answer',
        }),
      ],
    },
    exhausted: {
      spans: [
        publish('web', job('aj-3', 'async')),
        ...attempt({
          trace: 'a',
          to: 'web',
          at: 20,
          attributes: job('aj-3', 'async'),
          error: 'card declined',
          handledBy: 'enqueue_retry',
        }),
        ...attempt({
          trace: 'b',
          to: 'web',
          at: 300,
          attributes: job('aj-3', 'async'),
          error: 'card declined',
          handledBy: 'retry_stopped',
        }),
      ],
      truths: [
        truth(2, {
          system: 'async',
          jobId: 'aj-3',
          state: 'dead',
          attempts: ['failed', 'failed'],
          error: 'card declined',
        }),
      ],
    },
    discarded: {
      spans: [
        publish('web', job('aj-4', 'async')),
        ...attempt({
          trace: 'a',
          to: 'web',
          at: 20,
          attributes: job('aj-4', 'async'),
          error: 'no such user',
          handledBy: 'discard',
        }),
      ],
      truths: [
        truth(3, { system: 'async', jobId: 'aj-4', state: 'discarded', attempts: ['failed'], error: 'no such user' }),
      ],
    },
    'over-sidekiq': {
      // Each attempt is a Sidekiq job of its own, which succeeds: Active Job handles the error, and enqueues the next.
      spans: [
        publish('web', job('aj-over', 'sidekiq')),
        {
          ...publish('web', sidekiq(jids[0]), 1),
          scope: sidekiqScope,
          parent: 'publish 0',
          lasts: 2,
          events: [{ name: 'created_at', at: 1 }],
        },
        over(jids[0], 20, { trace: 'web', span: 'publish 1' }),
        ...attempt({
          trace: 'a',
          to: 'web',
          at: 20,
          attributes: sidekiqJob(jids[0]),
          error: 'no answer',
          handledBy: 'enqueue_retry',
        }),
        { ...publish('a', sidekiqJob(jids[0]), 45), parent: 'enqueue_retry 20', lasts: 3, service: 'worker' },
        {
          ...publish('a', sidekiq(jids[1]), 46),
          scope: sidekiqScope,
          parent: 'publish 45',
          lasts: 1,
          service: 'worker',
          events: [{ name: 'created_at', at: 46 }],
        },
        over(jids[1], 500, { trace: 'a', span: 'publish 46' }),
        ...attempt({ trace: 'b', to: 'a', publish: 'publish 45', at: 500, attributes: sidekiqJob(jids[1]) }),
      ],
      truths: [
        truth(4, {
          system: 'sidekiq',
          jobId: 'aj-over',
          state: 'succeeded',
          attempts: ['failed', 'succeeded'],
          error: 'no answer',
        }),
      ],
    },
    'over-delayed-job': {
      // Its attempts do not hand their id to Active Job, and neither trace nor link leads to them.
      spans: [
        publish('web', job('aj-delayed', 'delayed_job')),
        enqueued(delayedJob('71'), 'web', 1, 'publish 0'),
        worked(delayedJob('71'), 'delayed 71', 20),
        ...attempt({
          trace: 'a',
          to: 'web',
          at: 20,
          attributes: job('aj-delayed', 'delayed_job'),
          error: 'no answer',
          handledBy: 'enqueue_retry',
        }),
        {
          ...publish('a', job('aj-delayed', 'delayed_job'), 45),
          parent: 'enqueue_retry 20',
          lasts: 3,
          service: 'worker',
        },
        { ...enqueued(delayedJob('72'), 'a', 46, 'publish 45'), service: 'worker' },
        worked(delayedJob('72'), 'delayed 72', 500),
        ...attempt({
          trace: 'b',
          to: 'a',
          publish: 'publish 45',
          at: 500,
          attributes: job('aj-delayed', 'delayed_job'),
        }),
      ],
      truths: [
        truth(5, {
          system: 'delayed_job',
          jobId: 'aj-delayed',
          state: 'succeeded',
          attempts: ['failed', 'succeeded'],
          error: 'no answer',
          startedAtMs: [beginOf(5) + 20, beginOf(5) + 500],
          isTogether: true,
        }),
      ],
    },
    'over-resque': {
      spans: [
        publish('web', job('aj-resque', 'resque')),
        enqueued(resque, 'web', 1, 'publish 0'),
        worked(resque, 'resque', 20, { trace: 'web', span: 'publish 1' }),
        ...attempt({ trace: 'a', to: 'web', at: 20, attributes: job('aj-resque', 'resque') }),
      ],
      truths: [
        truth(6, {
          system: 'resque',
          jobId: 'aj-resque',
          state: 'succeeded',
          attempts: ['succeeded'],
          isTogether: true,
        }),
      ],
    },
  },
});
