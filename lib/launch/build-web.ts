// Builds the web process when its source differs from what was built: by content, because a checkout changes times at will.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { basePathOf } from '#lib/auth/public-url.ts';

const sources = [
  'app',
  'collectors',
  'lib',
  'otel',
  'instrumentation-client.ts',
  'next.config.ts',
  'proxy.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const isOfNoConcern = (name: string) =>
  /\.(test|fixture|arbitrary)\.tsx?$|\.md$/.test(name) || ['testing', 'fixtures', 'migrations'].includes(name);

/** A digest of every file that the build of the web process can depend on. */
export function sourceDigest(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const files = readdirSync(root, { withFileTypes: true })
      .find((entry) => entry.name === source)
      ?.isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .filter((file) => !file.slice(root.length).split('/').some(isOfNoConcern))
          .sort()
      : [path];
    for (const file of files)
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0');
  }
  return hash.digest('hex');
}

const stampOf = (root: string) => join(root, '.next', 'signalbox-build');

const builtFrom = (root: string, url: string): string => `${sourceDigest(root)} ${basePathOf(url)}`;

/** Whether the last finished build was made from other source than what is there now, or for another path than that of `url`. */
export function needsBuild(root: string, url: string): boolean {
  const stamp = stampOf(root);
  if (!existsSync(stamp) || !existsSync(join(root, '.next', 'BUILD_ID'))) return true;
  return readFileSync(stamp, 'utf8') !== builtFrom(root, url);
}

/** Runs `next build` for the path of the public URL `url`; its output is shown only when it fails. */
export async function buildWeb(root: string, url: string, signal?: AbortSignal): Promise<void> {
  // taken before: an edit during the build asks for the next one
  const stamp = builtFrom(root, url);
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SIGNALBOX_URL: url, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...(signal ? { signal } : {}),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`Building the web process failed:\n${output}`);
  writeFileSync(stampOf(root), stamp);
}
