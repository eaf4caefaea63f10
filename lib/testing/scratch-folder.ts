import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const leastBytes = 4 * 2 ** 30;

/** Where a test's database costs least: in memory where there is plenty of it, as hundreds of files are made and removed for each. */
export function scratchFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize >= leastBytes) return '/dev/shm';
  } catch {
    // not on this system
  }
  return tmpdir();
}
