// The memory of a deriver's thread.
import { setFlagsFromString } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';

/**
 * In MiB. Three semi-spaces of 8, as the process has them; more made it no faster. The old objects are what it remembers (`RunBook`): it ends
 * and starts anew, rather than taking all memory, should that be wrong.
 */
export const deriverThreadLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 };

/** Old objects, in MiB, before they are looked through for the first time; V8 keeps about to it afterwards. */
const firstOldMb = 112;

/**
 * To be called before a deriver's thread is started: V8 reads it as it makes the heap of a thread, and limits of a thread cannot say it.
 * Without it old objects are looked through twice a second in a backlog, for the sake of 60 MiB that live on and on the core that Postgres needs:
 * a tenth of the rate and more.
 */
export function prepareDeriverHeap({ maxOldGenerationSizeMb }: ResourceLimits = deriverThreadLimits): void {
  setFlagsFromString(`--initial-old-space-size=${Math.min(firstOldMb, (maxOldGenerationSizeMb ?? firstOldMb) / 2)}`);
}
