// Remembers beside the spool which database the door has reached: with that one away at start it opens and spools, while with one that it
// never reached, a wrong address, it must not acknowledge anything.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (dataDir: string): string => join(dataDir, 'spool', 'database-seen');

/** Of the address and the database's name alone: a new password is the same database. */
function nameOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return createHash('sha256')
    .update(`${hostname}:${port || 5432}${pathname}`)
    .digest('hex');
}

export function wasSeen(dataDir: string, databaseUrl: string): boolean {
  try {
    return readFileSync(fileOf(dataDir), 'utf8').trim() === nameOf(databaseUrl);
  } catch {
    return false;
  }
}

/** Never throws: without the note the next start waits for the database. */
export function noteSeen(dataDir: string, databaseUrl: string): void {
  if (wasSeen(dataDir, databaseUrl)) return;
  try {
    mkdirSync(join(dataDir, 'spool'), { recursive: true, mode: 0o700 });
    writeFileSync(fileOf(dataDir), `${nameOf(databaseUrl)}\n`, { mode: 0o600 });
  } catch {
    // A data directory that cannot be written is told by the spool.
  }
}
