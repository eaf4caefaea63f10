// The kit as somebody has it who installed the package: from the tarball, below node_modules, where Node strips no types.
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtlpSink, startOtlpSink } from '#otel/testing/otlp-sink.ts';
import { compiledBytes, type InstalledKit, installKit } from './install-kit.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const patience = 240_000;

let kit: InstalledKit;
let sink: OtlpSink;
beforeAll(async () => {
  kit = installKit();
  sink = await startOtlpSink();
}, patience);
afterAll(async () => {
  kit.remove();
  await sink.close();
});

const node = (args: string[], env: Record<string, string> = {}) =>
  run(process.execPath, args, {
    cwd: kit.folder,
    env: { ...process.env, SIGNALBOX_OTLP_URL: sink.url, OTEL_SERVICE_NAME: 'installed', ...env },
  });
const attempts = () => sink.spans.filter(({ kind }) => kind === 5).map(({ attributes }) => attributes['job.id']);

describe('the installed kit', () => {
  it(
    'runs a CommonJS worker under the preload, and says nothing of its own',
    async () => {
      copyFileSync(join(root, 'otel/examples/node/jobs.cjs'), join(kit.folder, 'jobs.cjs'));
      const { stdout, stderr } = await node(['--import', 'signalbox/otel/register', 'jobs.cjs']);
      expect({ stdout, stderr }).toEqual({ stdout: 'a-2: no address\n', stderr: '' });
      expect(attempts()).toEqual(['a-1', 'a-2']);
      const failed = sink.spans.find(({ attributes }) => attributes['job.id'] === 'a-2');
      expect(failed?.attributes).toMatchObject({ 'job.outcome': 'failed', 'correlation.id': 'order-2' });
    },
    patience,
  );

  it(
    'runs an ESM worker, and is loaded twice without harm',
    async () => {
      const script = `import { job } from 'signalbox/otel';
      process.on('unhandledRejection', (error) => { throw error; });
      await job({ name: 'n', queue: 'q', id: 'esm' }, () => 1);`;
      writeFileSync(join(kit.folder, 'worker.mjs'), script);
      // Once by the options, once by the command line, and once more as CommonJS.
      const again = join(kit.folder, 'again.cjs');
      writeFileSync(again, "require('signalbox/otel/register');");
      const { stderr } = await node(['--import', 'signalbox/otel/register', '--require', again, 'worker.mjs'], {
        NODE_OPTIONS: '--import signalbox/otel/register',
      });
      expect(stderr).toBe('');
      expect(attempts().filter((id) => id === 'esm')).toHaveLength(1);
    },
    patience,
  );

  it(
    'loads OpenTelemetry and what wraps BullMQ, and no web framework, database or queue',
    async () => {
      copyFileSync(join(import.meta.dirname, 'loaded-packages.fixture.mjs'), join(kit.folder, 'loaded.mjs'));
      const [functions, all] = await Promise.all(
        [['signalbox/otel'], ['signalbox/otel', 'signalbox/otel/register']].map(
          async (names) => JSON.parse((await node(['loaded.mjs', ...names])).stdout) as string[],
        ),
      );
      expect(functions).toEqual(['@opentelemetry/api', 'bullmq-otel', 'signalbox', 'tslib']);
      const foreign = [
        'next',
        'react',
        'pg',
        'pg-boss',
        'bullmq',
        'ioredis',
        'graphile-worker',
        'node-cron',
        'pino',
        'zod',
      ];
      expect(all?.filter((name) => foreign.includes(name))).toEqual([]);
      expect(all).toContain('@opentelemetry/sdk-node');
    },
    patience,
  );

  it(
    'has types, also of what it gives back',
    () => {
      const script = `import { bullmqTelemetry, correlationFromRequest, instrumentGraphileWorker, job, withVercelCron } from 'signalbox/otel';
      const id: string | undefined = correlationFromRequest(new Request('http://a'));
      const done: Promise<number> = job({ name: 'n', queue: 'q' }, () => 1);
      const options: { taskList: object } = instrumentGraphileWorker({ taskList: {} });
      export const GET: (request: Request) => Promise<Response> = withVercelCron(() => new Response());
      // @ts-expect-error a job has a queue
      job({ name: 'n' }, () => 1);
      console.log(id, done, options, bullmqTelemetry());`;
      writeFileSync(join(kit.folder, 'typed.mts'), script);
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024'];
      const types = ['--lib', 'es2024,dom', '--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
      const said = () => execFileSync(process.execPath, [tsc, ...flags, ...types, 'typed.mts'], { cwd: kit.folder });
      expect(said().toString()).toBe('');
    },
    patience,
  );

  it('is as small as its page says, and brings no test or build with it', () => {
    expect(compiledBytes(kit.folder)).toBeLessThan(72_000);
    expect(kit.packedBytes).toBeLessThan(3_000_000);
    expect(kit.files.filter((path) => /\.test\.tsx?$|\/fixtures\/|\.next\//.test(path))).toEqual([]);
    expect(kit.files).toContain('otel/examples/node/worker.js');
  });

  it(
    'is a command too, around jobs and against the API, and says what needs a clone',
    async () => {
      const signalbox = (...args: string[]) => node(['node_modules/signalbox/setup.mjs', ...args]);
      const script = 'console.log(process.env.TRACEPARENT.length); process.exit(3)';
      const ended = await signalbox('exec', '--', process.execPath, '-e', script).catch((error) => error);
      expect(ended).toMatchObject({ code: 3, stdout: '55\n' });
      const asked = await signalbox('runs').catch((error) => error);
      expect(asked.stderr).toContain('SIGNALBOX_TOKEN');
      const started = await signalbox('start').catch((error) => error);
      expect(started.stderr).toContain('in a clone of the repository');
    },
    patience,
  );
});
