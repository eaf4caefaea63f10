import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/**
 * Gives a SQLite file that was cut short its length again, so that it can be opened; what is missing reads as damaged pages. False: it
 * was not cut short. Never of a file that this process has open: closing it here would free its lock.
 */
export function restoreLength(path: string): boolean {
  const fd = openSync(path, 'r+');
  try {
    const head = Buffer.alloc(100);
    if (readSync(fd, head, 0, 100, 0) < 100) return false;
    // https://www.sqlite.org/fileformat.html#the_database_header: page size at 16 (1 = 65536), number of pages at 28.
    const page = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
    const expected = page * head.readUInt32BE(28);
    if (fstatSync(fd).size >= expected || expected > 2 ** 41) return false;
    ftruncateSync(fd, expected);
    return true;
  } finally {
    closeSync(fd);
  }
}
