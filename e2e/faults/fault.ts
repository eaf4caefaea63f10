import type { Mutant } from './mutant.ts';
import type { Rig, RigOptions } from './rig.ts';

/** Figures of one fault. `pass`: as the catalogue expects. */
export type Result = { pass: boolean } & Record<string, number | boolean | string>;

/** One fault of the catalogue, played against a running product from outside. Each lies in a file of its own, `fNN-what.ts`. */
export interface Fault {
  id: string;
  what: string;
  /** What it needs beside a product with a Postgres of its own. */
  rig?: RigOptions;
  /** A fault of the product that this check must find: `--mutant` plays against a product that has it. */
  mutant?: Mutant;
  /** `random` gives numbers in [0, 1) from the printed seed. Bounded in count and time. */
  run(rig: Rig, random: () => number): Promise<Result>;
}
