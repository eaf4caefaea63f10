// `npm run bench`, or `node e2e/bench/main.ts --quick`: how fast the product is on this machine, as ratios and with the spread
// of repeated, alternating measurements. Prints a table and writes `.signalbox/bench.json`. Uses an embedded Postgres of its own
// (flushing to disk as in production), or the empty database in `BENCH_DATABASE_URL`.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureDerive } from '#e2e/bench/measure-derive.ts';
import { measureDomain } from '#e2e/bench/measure-domain.ts';
import { measureIngest } from '#e2e/bench/measure-ingest.ts';
import type { Figure } from '#e2e/bench/spread.ts';
import { migrate } from '#lib/db/migrate.ts';
import { startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';

const isQuick = process.argv.includes('--quick');
const size = isQuick
  ? { runs: 5_000, rounds: 5, spans: 24_000, deriveRuns: 10_000, deriveRounds: 3 }
  : { runs: 20_000, rounds: 9, spans: 60_000, deriveRuns: 30_000, deriveRounds: 5 };

const chapters: [string, (url: string) => Figure[] | Promise<Figure[]>][] = [
  ['domain', () => measureDomain(size.runs, size.rounds)],
  ['ingest', (url) => measureIngest(url, size.spans, size.rounds)],
  ['derive', (url) => measureDerive(url, size.deriveRuns, size.deriveRounds)],
];

const loadBefore = loadavg()[0];
const database = await openDatabase();
const results: Record<string, Figure[]> = {};
try {
  await migrate(database.url);
  for (const [chapter, measure] of chapters) {
    results[chapter] = await measure(database.url);
    print(chapter, results[chapter]);
  }
} finally {
  await database.close();
}
mkdirSync('.signalbox', { recursive: true });
const machine = { cores: availableParallelism(), node: process.version, loadBefore };
writeFileSync('.signalbox/bench.json', `${JSON.stringify({ at: new Date(), isQuick, machine, results }, null, 2)}\n`);
console.log(
  `\n${machine.cores} cores, Node ${machine.node}, load ${loadBefore?.toFixed(1)} before; also in .signalbox/bench.json`,
);

async function openDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) return { url: given, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  // The server's account must be able to enter.
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    url: server.url,
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function print(chapter: string, figures: readonly Figure[]): void {
  console.log(`\n${chapter}`);
  for (const { what, unit, spread, floor, aim, isCost } of figures) {
    const reach = spread.n > 1 ? `(${shown(spread.least)} … ${shown(spread.most)}, n ${spread.n})` : '';
    const isMet = floor === undefined || (isCost ? spread.median <= floor : spread.median >= floor);
    const target =
      floor === undefined ? '' : `${isMet ? 'meets' : 'MISSES'} ${shown(floor)}${aim ? `, aim ${shown(aim)}` : ''}`;
    console.log(
      `  ${what.padEnd(36)} ${shown(spread.median).padStart(11)} ${unit.padEnd(11)} ${reach.padEnd(34)} ${target}`,
    );
  }
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100);
}
