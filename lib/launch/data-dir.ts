// The data directory: one launcher at a time, and the generated secret.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '#lib/errors.ts';

export interface DataDirLock {
  /** True when the last launcher here ended without a word: what it started may still be ending. */
  wasCrashed: boolean;
  release(): void;
}

/**
 * Takes the directory for this process. Throws `conflict` while another launcher runs on it. The lock is SQLite's own on a
 * file: the kernel gives it back however we end, so there is no stale lock to tell from a live one.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true });
  const runningFile = join(dataDir, 'launcher.pid');
  const lock = new DatabaseSync(join(dataDir, 'launcher.lock'), { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = off; begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    const holder = existsSync(runningFile) ? ` (process ${readFileSync(runningFile, 'utf8').trim()})` : '';
    throw new AppError(
      'conflict',
      `Signalbox already runs on ${resolve(dataDir)}${holder}. Stop it first, or set SIGNALBOX_DATA_DIR to another folder.`,
    );
  }
  const wasCrashed = existsSync(runningFile);
  writeFileSync(runningFile, `${process.pid}\n`);
  return {
    wasCrashed,
    release: () => {
      rmSync(runningFile, { force: true });
      lock.close();
    },
  };
}

/** The secret that encrypts stored connection strings: made at the first start, readable by its owner only. */
export function generatedSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
