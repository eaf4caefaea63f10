// One deriver alone, on a database of your own: `DATABASE_URL` names an empty, migrated one; it is written to.
//   node e2e/bench/derive.ts [runs]
import { measureDerive } from '#e2e/bench/measure-derive.ts';

for (const { what, unit, spread } of await measureDerive(
  process.env.DATABASE_URL ?? '',
  Number(process.argv[2] ?? 20_000),
  1,
)) {
  console.log(`${what}: ${Math.round(spread.median * 100) / 100} ${unit}`);
}
