import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fault } from './fault.ts';

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'id' in value && 'what' in value && 'run' in value;

/** Every fault that lies in a file `fNN-what.ts` of this folder, by number. Throws when such a file has none. */
export async function readCatalogue(): Promise<Fault[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => /^f\d+-[^.]+\.ts$/.test(name)).sort();
  const faults: Fault[] = [];
  for (const file of files) {
    const module: Record<string, unknown> = await import(pathToFileURL(path.join(import.meta.dirname, file)).href);
    const found = Object.values(module).filter(isFault);
    if (found.length === 0) throw new Error(`${file} exports no fault`);
    faults.push(...found);
  }
  return faults;
}
