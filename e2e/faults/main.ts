// `npm run faults [ID …]`: plays faults against the running product from outside. One JSON line a fault, then `survived N/M`.
// FAULT_SEED replays a run.
import { startProduct } from '../product/start-product.ts';
import { killDoor } from './f09-kill-door.ts';
import { sameBatch } from './f13-same-batch.ts';
import type { Fault } from './fault.ts';

const catalogue: readonly Fault[] = [killDoor, sameBatch];

/** Mulberry32: small, seeded, good enough to choose moments. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const chosen = catalogue.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
if (chosen.length === 0) {
  console.error(`No such fault. Known: ${catalogue.map(({ id, what }) => `${id} (${what})`).join(', ')}.`);
  process.exit(1);
}
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
let survived = 0;
for (const fault of chosen) {
  const product = await startProduct('start');
  const beganAt = Date.now();
  try {
    const result = await fault.run(product, randomFrom(seed));
    if (result.pass) survived += 1;
    console.log(JSON.stringify({ id: fault.id, seed, ...result, seconds: (Date.now() - beganAt) / 1000 }));
  } catch (error) {
    console.log(JSON.stringify({ id: fault.id, seed, pass: false, error: (error as Error).message }));
  } finally {
    await product.stop();
  }
}
console.log(`survived ${survived}/${chosen.length}`);
process.exit(survived === chosen.length ? 0 : 1);
