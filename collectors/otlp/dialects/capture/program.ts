// Programs in other languages that do the work of a capture: started, waited for, and never left behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { until } from './until.ts';

const running = new Set<ChildProcess>();

/** Starts a program that stays, and resolves once it has printed `ready`. Throws with what it said when it ends before. */
export async function startProgram(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  ready: string,
): Promise<ChildProcess> {
  const [name = '', ...rest] = command;
  const child = spawn(name, rest, { ...options, stdio: 'pipe' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  await until(() => child.exitCode !== null || said.includes(ready), 30_000);
  if (child.exitCode !== null) throw new Error(`${name} did not start: ${said}`);
  return child;
}

/** Runs a program to its end. Throws unless it ended well. */
export async function runProgram(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const [name = '', ...rest] = command;
  const [code] = await once(spawn(name, rest, { ...options, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}.`);
}

export async function endProgram(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  const isOver = once(child, 'exit');
  child.kill(signal);
  await isOver;
}

/** Runs `play`, then `close`; on any error every program is killed first, so that nothing outlives the capture. */
export async function capturing(play: () => Promise<void>, close: () => Promise<void>): Promise<never> {
  let code = 0;
  try {
    await play();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    for (const child of running) child.kill('SIGKILL');
    code = 1;
  }
  await close();
  process.exit(code);
}

/** The objects that programs wrote into a log, one a line; none when there is no such file yet. */
export async function readLog<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
