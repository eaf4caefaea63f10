// Takes the fixtures: real BullMQ jobs on a real Redis, traced by bullmq-otel, exported by the Node SDK as OTLP/JSON to
// a small listener here. Beside each capture stands the true answer, read from the job's own record in Redis.
// Run: node collectors/otlp/dialects/bullmq-otel/capture.ts [6|5]   (needs redis-server on the PATH)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Job, Worker } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import { scenarios } from './capture-scenarios.ts';

const projectRoot = join(import.meta.dirname, '../../../../');
const major = process.argv[2] ?? '6';
const library = (await (major === '5' ? import('bullmq5') : import('bullmq'))) as typeof import('bullmq');

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const received: { resourceSpans: unknown[] }[] = [];
const listener = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  received.push(JSON.parse(Buffer.concat(pieces).toString()));
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}).listen(0, '127.0.0.1');
await once(listener, 'listening');

const redisPort = await freePort();
const redisDir = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
const redis = spawn('redis-server', ['--port', String(redisPort), '--dir', redisDir, '--save', ''], { stdio: 'pipe' });
for await (const line of redis.stdout) if (String(line).includes('Ready to accept')) break;

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
);
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'capture', 'deployment.environment.name': 'test' }),
  spanProcessors: [
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter({
        url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/v1/traces`,
      }),
    }),
  ],
});
trace.setGlobalTracerProvider(provider);

/** What Redis itself says of a job: the answer that spans must lead to. */
async function truthOf(job: Job): Promise<Record<string, unknown>> {
  return {
    queue: job.queueName,
    job: job.name,
    jobId: job.id,
    state: await job.getState(),
    attempts: job.attemptsMade,
    attemptsStarted: job.attemptsStarted,
    maxAttempts: job.opts.attempts ?? 1,
    createdAtMs: job.timestamp,
    delayMs: job.opts.delay ?? 0,
    processedAtMs: job.processedOn ?? null,
    finishedAtMs: job.finishedOn ?? null,
    failedReason: job.failedReason ?? null,
    parent: job.parentKey?.split(':').at(-1) ?? null,
    schedule: job.repeatJobKey ?? null,
  };
}

const folder = join(import.meta.dirname, 'fixtures', `bullmq-${major}`);
await mkdir(folder, { recursive: true });
const connection = { host: '127.0.0.1', port: redisPort };
const telemetry = new BullMQOtel({ tracerName: 'bullmq' });

for (const [name, play] of Object.entries(scenarios)) {
  received.length = 0;
  const workers: Worker[] = [];
  const jobs = await play({
    name,
    queue: (lane) => new library.Queue(lane, { connection, telemetry }),
    flowProducer: () => new library.FlowProducer({ connection, telemetry }),
    worker: (lane, processor, options = {}) => {
      const worker = new library.Worker(lane, processor, { connection, telemetry, name: `${lane}-worker`, ...options });
      worker.on('error', () => {});
      workers.push(worker);
      return worker;
    },
    isDone: async (job) => ['completed', 'failed'].includes(await job.getState()),
    errors: library,
  });
  await Promise.all(workers.map((worker) => worker.close()));
  await provider.forceFlush();
  const truths = [];
  for (const { queue, id } of jobs) {
    const job = await new library.Queue(queue, { connection }).getJob(id);
    if (job) truths.push(await truthOf(job));
  }
  const request = { resourceSpans: received.flatMap((body) => body.resourceSpans) };
  // Stack traces name files by where this project happens to lie.
  const text = JSON.stringify(request, null, 1).replaceAll(projectRoot, '');
  await writeFile(join(folder, `${name}.otlp.json`), `${text}\n`);
  await writeFile(join(folder, `${name}.truth.json`), `${JSON.stringify(truths, null, 1)}\n`);
  process.stdout.write(`${name}: ${truths.length} jobs, ${received.length} requests\n`);
}

redis.kill();
await once(redis, 'exit');
await rm(redisDir, { recursive: true });
process.exit(0);
