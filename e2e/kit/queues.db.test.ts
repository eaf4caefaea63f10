import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '#lib/testing/database.ts';
import { compileKit } from '#otel/compile.mjs';
import { startOtlpSink } from '#otel/testing/otlp-sink.ts';

beforeAll(() => compileKit({ onlyIfStale: true }));

it('carries one trace and one correlation ID from send through pg-boss, a retry and BullMQ', async () => {
  const [sink, database] = await Promise.all([startOtlpSink(), createTestDatabase()]);
  try {
    const file = new URL('./queue-worker.fixture.ts', import.meta.url).pathname;
    const worker = spawn(process.execPath, ['--import', 'signalbox/otel/register', file], {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        SIGNALBOX_OTLP_URL: sink.url,
        OTEL_SERVICE_NAME: 'queue-worker',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
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
  } finally {
    await Promise.all([sink.close(), database.drop()]);
  }
});
