import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Makes the demo's queues and returns the path of the `signalbox.yaml` that declares them. */
export async function prepareDemo(
  root: string,
  env: Record<string, string | undefined>,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'e2e/demo/prepare.ts')], {
    env: env as NodeJS.ProcessEnv,
    signal,
  });
  const path = stdout.trim().split('\n').at(-1);
  if (!path) throw new Error('The demo did not say where its configuration lies.');
  return path;
}
