// `npm test` and `npm run check`. Prints, as its very last line, `N passed, N failed` over all suites.
import '#lib/launch/end-with-parent.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publicUrl } from '#lib/auth/public-url.ts';
import { buildWeb, needsBuild } from '#lib/launch/build-web.ts';
import { countPlaywright, countVitest, type Suite, type Tally, tallyOf } from '#lib/testing/suites.ts';
import { installMissingPackages } from '#lib/testing/system-packages.ts';

const root = resolve(import.meta.dirname, '../..');
const reports = mkdtempSync(join(tmpdir(), 'signalbox-reports-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

const tool = (path: string) => [join(root, 'node_modules', path)];
const next = tool('next/dist/bin/next');

const types: Suite = { name: 'types', command: process.execPath, args: [...tool('typescript/bin/tsc'), '-p', '.'] };
const lint: Suite = {
  name: 'lint',
  command: process.execPath,
  args: [...tool('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--diagnostic-level=error', '.'],
};

const vitest = (...projects: string[]): Suite => {
  const file = join(reports, `vitest-${projects.join('-')}.json`);
  return {
    name: `tests: ${projects.join(', ')}`,
    command: process.execPath,
    args: [
      ...tool('vitest/vitest.mjs'),
      'run',
      ...projects.flatMap((name) => ['--project', name]),
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    report: { file, count: countVitest },
  };
};

const stories: Suite = {
  name: 'stories',
  command: process.execPath,
  args: [...tool('@playwright/test/cli.js'), 'test', '-c', 'e2e/stories/playwright.config.ts', '--reporter=list,json'],
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'stories.json') },
  report: { file: join(reports, 'stories.json'), count: countPlaywright },
};

const children = new Set<ChildProcess>();
const interrupted = new AbortController();
const total: Tally = { passed: 0, failed: 0 };

/** The one way out: the verdict is the last line, whatever happened before. */
function finish(): never {
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

function count(name: string, tally: Tally, beganAt: number): void {
  total.passed += tally.passed;
  total.failed += tally.failed;
  const seconds = ((Date.now() - beganAt) / 1000).toFixed(1);
  console.log(
    `${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
  );
}

/** Runs a command to its end; `isQuiet` shows its output only when it fails. */
async function execute(suite: Suite, isQuiet: boolean): Promise<number> {
  const child = spawn(suite.command, suite.args, {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...suite.env },
    stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number>((done) => {
    child.once('error', () => done(127));
    child.once('close', (exitCode) => done(exitCode ?? 1));
  });
  // who interrupts also prints the verdict
  if (interrupted.signal.aborted) await new Promise(() => {});
  if (code !== 0 && output) console.log(output.trimEnd());
  return code;
}

async function run(suite: Suite, isQuiet = false): Promise<void> {
  const beganAt = Date.now();
  if (!isQuiet) console.log(`\n── ${suite.name}`);
  count(suite.name, tallyOf(suite, await execute(suite, isQuiet)), beganAt);
}

async function build(): Promise<void> {
  const beganAt = Date.now();
  try {
    if (needsBuild(root, publicUrl())) await buildWeb(root, publicUrl(), interrupted.signal);
    count('build', { passed: 1, failed: 0 }, beganAt);
  } catch (error) {
    console.log((error as Error).message);
    count('build', { passed: 0, failed: 1 }, beganAt);
  }
}

/** Ends what runs, waits until it has ended, and counts the interruption as a failure. */
async function interrupt(): Promise<void> {
  interrupted.abort();
  for (const child of children) child.kill('SIGTERM');
  await Promise.all([...children].map((child) => once(child, 'close')));
  console.log('Interrupted.');
  total.failed += 1;
  finish();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);

const isFast = process.argv[2] === 'check';
try {
  if (!isFast) installMissingPackages(console.log);
  // types of routes and of next itself, which a fresh clone does not have
  await execute({ name: 'typegen', command: process.execPath, args: [...next, 'typegen'] }, true);
  await Promise.all([run(types, true), run(lint, true)]);
  if (isFast) {
    await run(vitest('pure'));
  } else {
    await run(vitest('pure', 'server', 'web'));
    await build();
    await run(stories);
  }
} catch (error) {
  console.log((error as Error).message);
  total.failed += 1;
}
finish();
