import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#lib/testing/database.ts';
import { startOtlpSink } from '#otel/testing/otlp-sink.ts';
import { startWorker } from './start-worker.ts';

it('carries one trace and one correlation ID from send through pg-boss, a retry and BullMQ', async () => {
  const [sink, database] = await Promise.all([startOtlpSink(), createTestDatabase()]);
  try {
    const worker = startWorker('queue-worker.fixture.ts', {
      DATABASE_URL: database.url,
      SIGNALBOX_OTLP_URL: sink.url,
      SIGNALBOX_STARTED_AFTER_MS: '0',
      SIGNALBOX_HEARTBEAT_MS: '50',
      OTEL_SERVICE_NAME: 'queue-worker',
    });
    const [said, [code]] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
    expect(code).toBe(0);
    // Handlers see their data as it was sent, on both attempts.
    expect(JSON.parse(said)).toEqual([{ orderId: 1 }, { orderId: 1 }]);

    const spans = sink.spans.filter(({ attributes }) => attributes['correlation.id'] === 'order-1');
    const send = spans.find(({ name }) => name === 'send orders');
    const attempts = spans.filter(({ name }) => name === 'process orders').sort((a, b) => a.start - b.start);
    const add = spans.find(({ attributes }) => attributes['bullmq.queue.operation'] === 'add');
    const process_ = spans.find(({ name }) => name === 'process email');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(send?.kind).toBe(4);
    const jobId = send?.attributes['job.id'];
    expect(attempts.map(({ kind, parentSpanId }) => ({ kind, parentSpanId }))).toEqual([
      { kind: 5, parentSpanId: send?.spanId },
      { kind: 5, parentSpanId: send?.spanId },
    ]);
    const common = { 'job.system': 'pg-boss', 'job.queue': 'orders', 'job.id': jobId, 'job.max_attempts': 2 };
    expect(attempts[0]?.attributes).toMatchObject({
      ...common,
      'job.attempt': 1,
      'job.outcome': 'failed',
      'error.type': 'RangeError',
    });
    expect(attempts[1]?.attributes).toMatchObject({ ...common, 'job.attempt': 2, 'job.outcome': 'succeeded' });
    expect(add?.parentSpanId).toBe(attempts[1]?.spanId);
    expect(process_).toMatchObject({ kind: 5, parentSpanId: add?.spanId });
    // What BullMQ's own instrumentation leaves out.
    expect(add?.attributes).toMatchObject({ 'job.max_attempts': 3, 'job.priority': 2 });
    const due = Date.parse(String(add?.attributes['job.scheduled_at']));
    expect(due).toBeGreaterThan((add?.start ?? 0) / 1e6 + 20);
    const started = sink.logs.find(({ spanId }) => spanId === process_?.spanId);
    expect(started).toMatchObject({
      eventName: 'job.started',
      attributes: { 'job.system': 'bullmq', 'job.queue': 'email' },
    });
    const beats = sink.logs.filter(({ eventName }) => eventName === 'job.worker').map(({ attributes }) => attributes);
    expect(beats.find((beat) => beat['job.system'] === 'bullmq')).toMatchObject({
      'job.worker.queues': ['email'],
      'job.worker.name': process_?.attributes['bullmq.worker.id'],
    });
    const bulk = sink.spans.find(({ attributes }) => attributes['bullmq.queue.operation'] === 'addBulk');
    expect(bulk?.attributes['bullmq.job.bulk.ids']).toEqual(['b-1', 'b-2']);
  } finally {
    await Promise.all([sink.close(), database.drop()]);
  }
}, 180_000);
