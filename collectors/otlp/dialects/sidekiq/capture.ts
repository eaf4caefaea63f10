// Takes the fixtures: real Sidekiq jobs over a real Redis, traced by OpenTelemetry's Sidekiq instrumentation. The true answers are
// what a middleware said of each execution as it happened.
// Run: node collectors/otlp/dialects/sidekiq/capture.ts [scenario…]
// Needs redis-server, and a Ruby with sidekiq, opentelemetry-sdk, opentelemetry-exporter-otlp and opentelemetry-instrumentation-sidekiq.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturing, endProgram, readLog, runProgram, startProgram } from '../capture/program.ts';
import { openReceiver } from '../capture/receiver.ts';
import { startRedis } from '../capture/redis.ts';
import { until } from '../capture/until.ts';
import { writeFixture } from '../capture/write-fixture.ts';
import { type LogEntry, truthsOf } from './truth-of-log.ts';

const all =
  'success retry-then-success exhausted unrecoverable delayed other-queue bulk from-job request child child-delayed none shutdown killed';
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all.split(' ');
const cwd = join(import.meta.dirname, 'capture');
const receiver = await openReceiver();
const redis = await startRedis();

async function capture(scenario: string, database: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
  const log = join(folder, 'log');
  const env = {
    ...process.env,
    REDIS_URL: `redis://127.0.0.1:${redis.port}/${database}`,
    CAPTURE_EXPORTER: receiver.url,
    CAPTURE_LOG: log,
    CAPTURE_STYLE: scenario.startsWith('child') ? 'child' : scenario === 'none' ? 'none' : 'link',
  };
  const server = ['sidekiq', '-r', './jobs.rb', '-q', 'default', '-q', 'low', '-c', '1', '-t', '1'];
  const startWorker = () =>
    startProgram(server, { cwd, env: { ...env, CAPTURE_SERVICE: 'worker' } }, 'Booting Sidekiq');
  const hasStarted = async () => (await readLog<LogEntry>(log)).some(({ what }) => what === 'started');
  const isOver = async () => {
    const truths = truthsOf(await readLog<LogEntry>(log));
    return truths.length > 0 && truths.every(({ state }) => state === 'succeeded' || state === 'dead');
  };
  let worker = await startWorker();
  await runProgram(['ruby', 'enqueue.rb', scenario], { cwd, env: { ...env, CAPTURE_SERVICE: 'web' } });
  if (scenario === 'shutdown') {
    await until(hasStarted, 20_000);
    await endProgram(worker);
    worker = await startWorker();
  }
  if (scenario === 'killed') {
    // Sidekiq takes a job off its list when it begins: with the worker gone, the job is gone.
    await until(hasStarted, 20_000);
    await endProgram(worker, 'SIGKILL');
  } else {
    await until(isOver, 40_000);
    await endProgram(worker);
  }
  const truths = truthsOf(await readLog<LogEntry>(log), env.CAPTURE_STYLE);
  await writeFixture(join(import.meta.dirname, 'fixtures'), scenario, receiver.take(), truths);
  await rm(folder, { recursive: true });
}

await capturing(
  async () => {
    for (const [index, scenario] of wanted.entries()) await capture(scenario, index % 16);
  },
  async () => {
    receiver.close();
    await redis.stop();
  },
);
