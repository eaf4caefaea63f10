// `npm run faults -- [--only F01,F09] [--long] [--mutant] [--list]`: plays faults against the running product from outside. One JSON line
// a fault, then a table and `survived N/M`. `--long`: the catalogue's own counts. `--mutant`: against products with a fault of their own,
// where a check that stays green is the failure. FAULT_SEED replays a run; SHOW_OUTPUT=1 shows what a failed product printed.
import { parseArgs } from 'node:util';
import { readCatalogue } from './catalogue.ts';
import type { Fault, Result } from './fault.ts';
import type { Mutant } from './mutant.ts';
import { randomFrom } from './random.ts';
import { type Rig, startRig } from './rig.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    long: { type: 'boolean' },
    mutant: { type: 'boolean' },
    list: { type: 'boolean' },
  },
});
const catalogue = await readCatalogue();
const wanted = [...(values.only?.split(',') ?? []), ...positionals].map((id) => id.trim().toUpperCase());
const unknown = wanted.filter((id) => !catalogue.some((fault) => fault.id === id));
if (values.list || unknown.length > 0) {
  for (const { id, what, mutant } of catalogue)
    console.log(`${id}  ${what}${mutant ? `  (mutant: ${mutant.does})` : ''}`);
  if (unknown.length > 0) console.error(`No such fault: ${unknown.join(', ')}.`);
  process.exit(unknown.length > 0 ? 1 : 0);
}
const chosen = catalogue.filter(
  ({ id, mutant }) => (wanted.length === 0 || wanted.includes(id)) && (!values.mutant || mutant !== undefined),
);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

/** Ctrl-C ends what was started; the launcher and the database end with us in any case. */
let current: Rig | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (current?.stop() ?? Promise.resolve()).finally(() => process.exit(130)));
}

async function play(fault: Fault, mutant: Mutant | null): Promise<Result> {
  const rig = await startRig(fault.rig, mutant);
  current = rig;
  let isGood = false;
  try {
    const result = await fault.run(rig, randomFrom(seed));
    rig.requireMutant();
    isGood = result.pass;
    return result;
  } finally {
    if (!isGood && process.env.SHOW_OUTPUT) console.error(rig.output.slice(-200).join('\n'));
    current = null;
    await rig.stop();
  }
}

const table: string[] = [];
let good = 0;
for (const fault of chosen) {
  const mutant = values.mutant ? (fault.mutant ?? null) : null;
  const beganAt = Date.now();
  const result: Result & { error?: string } = await play(fault, mutant).catch((error: unknown) => ({
    pass: false,
    error: (error as Error).message,
  }));
  const seconds = Math.round((Date.now() - beganAt) / 100) / 10;
  // a mutant that could not be played has shown nothing
  const hasShown = mutant?.figure === undefined || Number(result[mutant.figure] ?? 0) !== 0;
  const isGood = mutant ? !result.pass && result.error === undefined && hasShown : result.pass;
  if (isGood) good += 1;
  const word = mutant ? (isGood ? 'caught' : 'MISSED') : isGood ? 'survived' : 'FAILED';
  console.log(JSON.stringify({ id: fault.id, ...(mutant ? { mutant: mutant.does } : {}), seed, ...result, seconds }));
  table.push(
    `${fault.id}  ${word.padEnd(8)}  ${seconds.toFixed(1).padStart(6)} s  ${mutant ? `product that ${mutant.does}` : fault.what}`,
  );
}
console.log(`\n${table.join('\n')}\n${values.mutant ? 'caught' : 'survived'} ${good}/${chosen.length}  (seed ${seed})`);
process.exit(good === chosen.length ? 0 : 1);
