// A real redis-server on a free port, in memory only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '#lib/launch/free-port.ts';

export interface TestRedis {
  url: string;
  port: number;
  stop(): Promise<void>;
  /** As by a crash: SIGKILL. */
  kill(): Promise<void>;
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end('PING\r\n'));
    socket.once('data', (data) => resolve(data.toString().startsWith('+PONG')));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/** Starts `redis-server`; `flags` are passed on. Throws when it is not installed. */
export async function startRedis(flags: string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...flags],
    {
      stdio: 'ignore',
    },
  );
  const exited = once(child, 'exit');
  await once(child, 'spawn');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  return { url: `redis://127.0.0.1:${port}`, port, stop: end('SIGTERM'), kill: end('SIGKILL') };
}
