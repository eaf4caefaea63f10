import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A demo process that is started again when it dies. */
export interface Child {
  name: string;
  /** What it said when it became ready, such as its port; again after each restart. */
  onReady(listener: (info: Record<string, unknown>) => void): void;
  ready: Promise<Record<string, unknown>>;
  /** From now on its end is expected: a signal to the whole process group reaches it before `stop` does. */
  expectEnd(): void;
  stop(): Promise<void>;
}

const restartDelayMs = 1000;
const stopLimitMs = 8000;

/** Starts `file` under this Node with the worker kit's preload unless `isBare`; stderr and stdout go where ours go. */
export function startChild(
  name: string,
  file: URL,
  env: Record<string, string | undefined>,
  options: { isBare?: boolean } = {},
): Child {
  const preload = new URL('../../otel/register.ts', import.meta.url).href;
  const execArgv = options.isBare ? [] : ['--import', preload];
  const listeners: ((info: Record<string, unknown>) => void)[] = [];
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let current: ChildProcess;
  const start = () => {
    current = fork(file, { env: env as NodeJS.ProcessEnv, execArgv });
    current.on('message', (message) => {
      for (const listener of listeners) listener(message as Record<string, unknown>);
    });
    current.once('exit', (code, signal) => {
      if (isStopping) return;
      console.error(`demo: ${name} ended (${signal ?? code}), starting it again`);
      timer = setTimeout(start, restartDelayMs);
    });
  };
  const ready = new Promise<Record<string, unknown>>((resolve) => listeners.push(resolve));
  start();
  return {
    name,
    ready,
    onReady: (listener) => void listeners.push(listener),
    expectEnd() {
      isStopping = true;
      clearTimeout(timer);
    },
    async stop() {
      this.expectEnd();
      if (current.exitCode !== null || current.signalCode !== null) return;
      const ended = once(current, 'exit');
      current.kill('SIGTERM');
      const limit = setTimeout(() => current.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(limit);
    },
  };
}
