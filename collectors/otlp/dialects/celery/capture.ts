// Takes the fixtures: real Celery tasks over a real Redis, traced by OpenTelemetry's Celery instrumentation. The true answers are
// what the tasks' own signals said as they happened.
// Run: node collectors/otlp/dialects/celery/capture.ts [scenario…]
// Needs redis-server, and a Python (PYTHON, else python3) with celery, redis, opentelemetry-sdk, opentelemetry-instrumentation-celery
// and opentelemetry-exporter-otlp-proto-http (or -json-http).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturing, endProgram, readLog, runProgram, startProgram } from '../capture/program.ts';
import { openReceiver } from '../capture/receiver.ts';
import { startRedis } from '../capture/redis.ts';
import { until } from '../capture/until.ts';
import { writeFixture } from '../capture/write-fixture.ts';
import { type LogEntry, truthsOf } from './truth-of-log.ts';

const python = process.env.PYTHON ?? 'python3';
const cwd = join(import.meta.dirname, 'capture');
const all =
  'success retry-then-success exhausted unrecoverable announced ignored delayed other-queue custom-id anonymous bulk chain chord from-task request cron links killed';
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all.split(' ');
const finalStates = new Set(['SUCCESS', 'FAILURE', 'IGNORED']);
const receiver = await openReceiver();
const redis = await startRedis();

async function capture(scenario: string, database: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
  const log = join(folder, 'log');
  const env = {
    ...process.env,
    CAPTURE_BROKER: `redis://127.0.0.1:${redis.port}/${database}`,
    CAPTURE_EXPORTER: receiver.url,
    CAPTURE_LOG: log,
    CAPTURE_LINKS: scenario === 'links' ? '1' : '0',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const command = [
    python,
    '-m',
    'celery',
    '-A',
    'tasks',
    'worker',
    '--pool',
    'solo',
    '-Q',
    'celery,mail',
    '-l',
    'info',
  ];
  const startWorker = () => startProgram(command, { cwd, env: { ...env, CAPTURE_SERVICE: 'worker' } }, 'ready.');
  const isOver = async (): Promise<boolean> => {
    const now = await readLog<LogEntry>(log);
    const open = now.filter((entry) => entry.what === 'published' && entry.job !== 'elsewhere.task');
    const ended = (id: string) =>
      now.some((one) => one.what === 'ended' && one.id === id && finalStates.has(one.state));
    return now.length > 0 && open.every(({ id }) => ended(id));
  };
  let worker = await startWorker();
  const enqueue = [python, 'enqueue.py', scenario, join(folder, 'beat')];
  await runProgram(enqueue, { cwd, env: { ...env, CAPTURE_SERVICE: 'web' } });
  if (scenario === 'killed') {
    await until(async () => (await readLog<LogEntry>(log)).some(({ what }) => what === 'started'), 20_000);
    await endProgram(worker, 'SIGKILL');
    // Redis gives the task to another worker once its time to be acknowledged is over.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    worker = await startWorker();
  }
  await until(isOver, 30_000);
  await endProgram(worker);
  const truths = truthsOf(await readLog<LogEntry>(log));
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
