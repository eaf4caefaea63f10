import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningServer } from '#lib/launch/end-leftover.ts';
import { serverAccount } from '#lib/launch/postgres-account.ts';
import { databaseFolder } from '#lib/launch/postgres-files.ts';

/** Connection string of the embedded server that runs on `dataDir`; null when none does. */
export function embeddedUrl(dataDir: string): string | null {
  const passwordFile = join(resolve(dataDir), 'postgres-password');
  if (!existsSync(passwordFile)) return null;
  const running = runningServer(databaseFolder(dataDir, serverAccount()));
  if (!running) return null;
  return `postgres://postgres:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${running.port}/signalbox`;
}
