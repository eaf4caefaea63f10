// Postgres refuses to run as root. As root we run it under another account, which must be able to reach its files.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface Account {
  uid: number;
  gid: number;
}

/** Looks an account up in the text of /etc/passwd. */
export function findAccount(passwd: string, name: string): Account | null {
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : null;
}

/** The account for the server: null when we are not root and run it as ourselves. Makes a system account if need be. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const read = () => readFileSync('/etc/passwd', 'utf8');
  const known = findAccount(read(), 'postgres') ?? findAccount(read(), 'signalbox');
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'signalbox'], {
      stdio: 'ignore',
    });
  } catch {
    // no useradd on this system: the account for "nobody" is always there
  }
  return findAccount(read(), 'signalbox') ?? findAccount(read(), 'nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** Whether `account` may pass through every folder above `path`. */
export function canReach(path: string, account: Account): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
