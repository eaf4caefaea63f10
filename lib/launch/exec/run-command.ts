import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { OutputTail } from '#lib/check-in/output-tail.ts';

export interface Ended {
  /** As a shell says it: the exit code, 128 + the signal's number, 127 = not found, 126 = cannot be run. */
  exitCode: number;
  signal: NodeJS.Signals | null;
  durationMs: number;
  output: string;
}

const passedOn: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];

/** Runs a command with our input; its output goes where ours goes, and its end is kept. Signals that we get are passed on. */
export async function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const tail = new OutputTail();
  const startedAt = performance.now();
  const child = spawn(command, args, { env, stdio: ['inherit', 'pipe', 'pipe'] });
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.on('data', (piece: Buffer) => tail.push(piece));
    from.pipe(to, { end: false });
  }
  const stop = passSignals(child);
  const { promise, resolve } = Promise.withResolvers<Pick<Ended, 'exitCode' | 'signal'>>();
  child.once('error', (error: NodeJS.ErrnoException) => {
    console.error(`signalbox exec: ${command}: ${error.code === 'ENOENT' ? 'command not found' : error.message}`);
    resolve({ exitCode: error.code === 'ENOENT' ? 127 : 126, signal: null });
  });
  // After its output has ended too.
  child.once('close', (code, signal) =>
    resolve({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0), signal }),
  );
  const ended = await promise;
  stop();
  return { ...ended, durationMs: performance.now() - startedAt, output: tail.text() };
}

/** At a terminal, Ctrl-C reaches the command by itself. */
function passSignals(child: ChildProcess): () => void {
  const listeners = passedOn.map((signal) => {
    const isByTerminal = (signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY;
    const listener = () => void (isByTerminal || child.kill(signal));
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const off of listeners) off();
  };
}
