// The web process as the launcher starts it, built first where it must be.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildWeb, needsBuild } from '#lib/launch/build-web.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { untilAnswering } from '#lib/launch/until-answering.ts';

export interface WebProcess {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** `settings`: of its environment, beside those that it needs. */
export async function startWeb(databaseUrl: string, settings: Record<string, string> = {}): Promise<WebProcess> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  if (needsBuild(root, url)) await buildWeb(root, url);
  const args = [join(root, 'node_modules/next/dist/bin/next'), 'start', root, '-H', '127.0.0.1', '-p', String(port)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: databaseUrl,
      SIGNALBOX_SECRET: 'only-for-the-bench-only-for-the-bench-0123456789',
      SIGNALBOX_URL: url,
      PORT: String(port),
      ...settings,
    },
  });
  const ended = once(child, 'exit');
  const giveUp = new AbortController();
  void ended.then(() => giveUp.abort());
  await untilAnswering('127.0.0.1', port, '/livez', giveUp.signal);
  return {
    pid: child.pid as number,
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
