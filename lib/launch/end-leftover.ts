// A server that outlived its guard (kill -9 of both launcher and guard) still holds the database's folder. Ours alone by the
// launcher's lock, so it may be ended.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is known of a server from its own pid file; null when none runs on `folder`. */
export function runningServer(folder: string): { pid: number; port: number } | null {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return isServerOf(pid, folder) ? { pid, port } : null;
}

/** A pid alone may by now be somebody else's. */
function isServerOf(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    const command = existsSync('/proc/self/cmdline')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(`-D ${folder} `);
  } catch {
    return false;
  }
}

/** Ends a server left on `folder` (fast shutdown, after 20 s immediate) and waits until it is gone. */
export async function endLeftover(folder: string): Promise<void> {
  const found = runningServer(folder);
  if (!found) return;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(found.pid, name);
    } catch {
      // gone in between
    }
  };
  signal('SIGINT');
  const immediateAt = Date.now() + 20_000;
  let isImmediate = false;
  while (isServerOf(found.pid, folder)) {
    if (!isImmediate && Date.now() > immediateAt) {
      isImmediate = true;
      signal('SIGQUIT');
    }
    await sleep(50);
  }
}
