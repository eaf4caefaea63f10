// Takes the fixtures: real Celery tasks over a real Redis, traced by OpenTelemetry's Celery instrumentation. The true answers are
// what the tasks' own signals said as they happened.
// Run: node collectors/otlp/dialects/celery/capture.ts [scenario…]
// Needs redis-server, and a Python (PYTHON, else python3) with celery, redis, opentelemetry-sdk, opentelemetry-instrumentation-celery
// and opentelemetry-exporter-otlp-proto-http (or -json-http).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReceiver } from '../capture/receiver.ts';
import { startRedis } from '../capture/redis.ts';
import { writeFixture } from '../capture/write-fixture.ts';
import { type LogEntry, truthsOf } from './truth-of-log.ts';

const python = process.env.PYTHON ?? 'python3';
const programs = join(import.meta.dirname, 'capture');
const all =
  'success retry-then-success exhausted unrecoverable announced ignored delayed other-queue custom-id anonymous bulk chain chord from-task request cron links killed';
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all.split(' ');
const finalStates = new Set(['SUCCESS', 'FAILURE', 'IGNORED']);

const receiver = await openReceiver();
const redis = await startRedis();
const workers: ChildProcess[] = [];
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  for (const worker of workers) worker.kill('SIGKILL');
  void redis.stop().then(() => process.exit(1));
});

async function capture(scenario: string, database: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
  const log = join(folder, 'log');
  const env = {
    ...process.env,
    CAPTURE_BROKER: `redis://127.0.0.1:${redis.port}/${database}`,
    CAPTURE_EXPORTER: receiver.url,
    CAPTURE_LOG: log,
    CAPTURE_LINKS: scenario === 'links' ? '1' : '0',
  };
  const startWorker = async (): Promise<ChildProcess> => {
    const options = ['-m', 'celery', '-A', 'tasks', 'worker', '--pool', 'solo', '-Q', 'celery,mail', '-l', 'info'];
    const worker = spawn(python, options, { cwd: programs, env: { ...env, CAPTURE_SERVICE: 'worker' }, stdio: 'pipe' });
    workers.push(worker);
    let said = '';
    worker.stdout.on('data', (data) => (said += data));
    worker.stderr.on('data', (data) => (said += data));
    await until(() => worker.exitCode !== null || said.includes('ready.'), 20_000);
    if (worker.exitCode !== null) throw new Error(`The worker did not start: ${said}`);
    return worker;
  };
  const entries = async (): Promise<LogEntry[]> => {
    const text = await readFile(log, 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogEntry);
  };
  const isOver = async (): Promise<boolean> => {
    const now = await entries();
    const open = now.filter((entry) => entry.what === 'published' && entry.job !== 'elsewhere.task');
    const ended = (id: string) =>
      now.some((one) => one.what === 'ended' && one.id === id && finalStates.has(one.state));
    return now.length > 0 && open.every(({ id }) => ended(id));
  };

  let worker = await startWorker();
  const enqueue = spawn(python, ['enqueue.py', scenario, join(folder, 'beat')], {
    cwd: programs,
    env: { ...env, CAPTURE_SERVICE: 'web' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(enqueue, 'exit');
  if (scenario === 'killed') {
    await until(async () => (await entries()).some(({ what }) => what === 'started'), 20_000);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    // Redis gives the task to another worker once its time to be acknowledged is over.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    worker = await startWorker();
  }
  await until(isOver, 30_000);
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  await writeFixture(join(import.meta.dirname, 'fixtures'), scenario, receiver.take(), truthsOf(await entries()));
  await rm(folder, { recursive: true });
}

async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

for (const [index, scenario] of wanted.entries()) await capture(scenario, index % 16);
receiver.close();
await redis.stop();
process.exit(0);
