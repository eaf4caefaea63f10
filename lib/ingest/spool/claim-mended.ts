import { restoreLength } from './restore-length.ts';
import { isDamage, SpoolFile } from './spool-file.ts';

/** As `SpoolFile.claim`, of a file whose tail may be missing. A file that is not damaged, or held by a door, is not touched. */
export function claimMended(path: string): SpoolFile | null {
  try {
    return SpoolFile.claim(path);
  } catch (error) {
    if (!isDamage(error) || !restoreLength(path)) throw error;
    return SpoolFile.claim(path);
  }
}
