import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compileKit } from '#otel/compile.mjs';
import { type OtlpSink, startOtlpSink } from '#otel/testing/otlp-sink.ts';
import { startWorker } from './start-worker.ts';

let sink: OtlpSink;
beforeEach(async () => {
  sink = await startOtlpSink();
});
afterEach(() => sink.close());

const startPlain = (env: Record<string, string>) =>
  startWorker('plain-worker.fixture.ts', { OTEL_SERVICE_NAME: 'plain-worker', ...env });

it('tells of a worker without any code of its own beyond job(), and is flushed when the worker runs out of work', async () => {
  const worker = startPlain({ SIGNALBOX_OTLP_URL: sink.url, SIGNALBOX_INGEST_KEY: 'sbx_in_1' });
  const [said, [code]] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
  expect({ said, code }).toEqual({ said: 'req-77', code: 0 });

  const served = sink.spans.find(({ kind }) => kind === 2);
  const [good, bad] = sink.spans.filter(({ kind }) => kind === 5);
  expect(served?.attributes).toMatchObject({ 'correlation.id': 'req-77', 'http.response.status_code': 200 });
  expect(good).toMatchObject({ traceId: served?.traceId, parentSpanId: served?.spanId, status: { code: 0 } });
  expect(good?.attributes).toMatchObject({
    'job.queue': 'q',
    'job.id': '1',
    'job.name': 'good',
    'job.attempt': 1,
    'job.max_attempts': 3,
    'job.outcome': 'succeeded',
    'correlation.id': 'req-77',
  });
  expect(bad).toMatchObject({
    status: { code: 2, message: 'cannot' },
    attributes: { 'job.outcome': 'failed', 'error.type': 'TypeError' },
  });
  expect(bad?.events[0]?.attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'cannot' });
  expect(sink.logs).toMatchObject([
    { body: 'working', spanId: good?.spanId, attributes: { 'correlation.id': 'req-77' } },
  ]);
  expect(good?.resource['service.name']).toBe('plain-worker');
  // Secrets live in command lines.
  expect(Object.keys(good?.resource ?? {}).filter((key) => key.startsWith('process.command'))).toEqual([]);
  expect(sink.headers[0]?.authorization).toBe('Bearer sbx_in_1');
});

it('flushes on SIGTERM, and the signal still ends the worker', async () => {
  const worker = startPlain({ SIGNALBOX_OTLP_URL: sink.url, HOLD: '1', OTEL_BSP_SCHEDULE_DELAY: '60000' });
  await once(worker.stdout, 'data');
  worker.kill('SIGTERM');
  const [code, signal] = await once(worker, 'exit');
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
  expect(sink.spans.filter(({ kind }) => kind === 5)).toHaveLength(2);
});

it('lets the worker run and end as ever while Signalbox is away', async () => {
  const worker = startPlain({ SIGNALBOX_OTLP_URL: 'http://127.0.0.1:9' });
  const [said, [code]] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
  expect({ said, code }).toEqual({ said: 'req-77', code: 0 });
});

it('goes on with the operation in which `signalbox exec` started it, and keeps its jobs apart', async () => {
  compileKit({ onlyIfStale: true });
  const script = `
    const { context, ROOT_CONTEXT } = await import('@opentelemetry/api');
    const { job } = await import('signalbox/otel');
    await job({ name: 'load', queue: 'nightly' }, () => {});
    await job({ name: 'load', queue: 'nightly' }, () => {});
    await context.with(ROOT_CONTEXT, () => job({ name: 'alone', queue: 'nightly' }, () => {}));
    console.log(process.env.TRACEPARENT);`;
  const preloaded = ['--import', 'signalbox/otel/register', '--input-type=module', '-e', script];
  const command = spawn(process.execPath, ['setup.mjs', 'exec', '--', process.execPath, ...preloaded], {
    env: { ...process.env, SIGNALBOX_OTLP_URL: sink.url, SIGNALBOX_CORRELATION_ID: 'night-7' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [code]] = await Promise.all([text(command.stdout), once(command, 'exit')]);
  expect(code).toBe(0);
  const [, traceId, spanId] = said.trim().split('-');
  const [first, second, alone] = sink.spans;
  for (const span of [first, second]) {
    expect(span).toMatchObject({ traceId, parentSpanId: spanId, attributes: { 'correlation.id': 'night-7' } });
  }
  expect(first?.attributes['job.id']).not.toBe(second?.attributes['job.id']);
  expect(alone?.traceId).not.toBe(traceId);
  expect(alone?.attributes).not.toHaveProperty('correlation.id');
});
