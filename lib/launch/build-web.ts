// Builds the web process when its source is newer than the build.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['app', 'lib', 'otel', 'next.config.ts', 'postcss.config.mjs', 'package-lock.json'];
const isTest = (name: string) => /\.(test|spec)\.tsx?$/.test(name) || name === 'testing' || name === 'fixtures';

function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => !isTest(name))
    .reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}

/** Whether the last finished build is older than any source file of the web process. */
export function needsBuild(root: string): boolean {
  const built = statSync(join(root, '.next', 'BUILD_ID'), { throwIfNoEntry: false });
  return (
    !built || sources.some((source) => existsSync(join(root, source)) && newestMs(join(root, source)) > built.mtimeMs)
  );
}

/** Runs `next build`; its output is shown only when it fails. */
export async function buildWeb(root: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Building the web process failed:\n${output}`);
}
