import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface InstalledKit {
  /** A package of somebody's own, with `signalbox` in its node_modules as npm unpacks it. */
  folder: string;
  /** Size of what npm would download, bytes. */
  packedBytes: number;
  /** Files in the tarball. */
  files: string[];
  remove(): void;
}

/**
 * `npm pack`, and its tarball unpacked where npm puts it. Its dependencies are links to those of this checkout, so that no registry is asked;
 * they are found there only as what package.json names: nothing that is a dev dependency here.
 */
export function installKit(): InstalledKit {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-installed-'));
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'signalbox');
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ filename, size, files }] = readJson(packed) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  execFileSync('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', target]);
  const { dependencies } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  return {
    folder,
    packedBytes: size,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** npm's scripts print before its own JSON. */
const readJson = (text: string): unknown => JSON.parse(text.slice(text.search(/^\[/m)));

/** Size of the kit's own compiled JavaScript, bytes. */
export function compiledBytes(folder: string): number {
  const compiled = join(folder, 'node_modules/signalbox/otel/.compiled');
  const scripts = readdirSync(compiled).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + readFileSync(join(compiled, name)).length, 0);
}
