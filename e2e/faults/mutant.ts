// A product with one fault of its own: a statement of one module is replaced while Node loads it, in the processes under test only. The
// source on disk and what ships know nothing of it.
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Mutant {
  /** What the changed product does wrong, as the end of the sentence "the product …". */
  does: string;
  /** Relative to the root of the project. */
  file: string;
  /** Occurs exactly once in the file. */
  find: string;
  replace: string;
  /** The figure that must no longer be 0: a check may not call a mutant caught because the machine was slow. */
  figure?: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const preload = path.join(import.meta.dirname, 'load-mutant.ts');

/** What a process needs in its environment to run with `mutant`; it makes `markFile` when it has loaded the changed module. */
export function mutantEnvironment(mutant: Mutant, markFile: string): Record<string, string> {
  const told = { ...mutant, file: path.join(root, mutant.file), markFile };
  return {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`.trim(),
    FAULT_MUTANT: JSON.stringify(told),
  };
}

/** Throws when no process ever loaded the changed module: then a verdict says nothing. */
export function requireMutated(markFile: string): void {
  if (!existsSync(markFile)) throw new Error('the mutant was never loaded');
}
