// `npm run bench`: how fast the product is on this machine, as ratios and with the spread of repeated, alternating measurements. Prints
// a table and writes `.signalbox/bench.json`. Uses an embedded Postgres of its own, or the server in `BENCH_DATABASE_URL` (of a
// superuser, on this machine). Options: `--quick` (less than a minute), `--only=ingest,disk` (`--only=lighthouse` is run only so),
// `--panel-runs=1000000` (stored runs for the panels; else ten million, quick 200,000).
import { mkdirSync, writeFileSync } from 'node:fs';
import { openBenchServer } from '#e2e/bench/bench-database.ts';
import { describeMachine } from '#e2e/bench/machine.ts';
import { measureAck } from '#e2e/bench/measure-ack.ts';
import { measureDecode } from '#e2e/bench/measure-decode.ts';
import { measureDerive } from '#e2e/bench/measure-derive.ts';
import { measureDialects } from '#e2e/bench/measure-dialects.ts';
import { measureDisk } from '#e2e/bench/measure-disk.ts';
import { measureDomain } from '#e2e/bench/measure-domain.ts';
import { measureIngest } from '#e2e/bench/measure-ingest.ts';
import { measureKit } from '#e2e/bench/measure-kit.ts';
import { measureLag } from '#e2e/bench/measure-lag.ts';
import { measureLighthouse } from '#e2e/bench/measure-lighthouse.ts';
import { measurePanels } from '#e2e/bench/measure-panels.ts';
import { measureScreens } from '#e2e/bench/measure-screens.ts';
import { measureThreads } from '#e2e/bench/measure-threads.ts';
import { measureWatching } from '#e2e/bench/measure-watching.ts';
import { measureWidgets } from '#e2e/bench/measure-widgets.ts';
import { printFigures } from '#e2e/bench/print-figures.ts';
import type { Figure } from '#e2e/bench/spread.ts';

const panelRuns = Number(process.argv.find((argument) => argument.startsWith('--panel-runs='))?.slice(13)) || undefined;
const isQuick = process.argv.includes('--quick');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice(7)
  .split(',');
const size = isQuick
  ? {
      domainRuns: 2_000,
      decodes: 8,
      spans: 20_480,
      rounds: 5,
      diskSpans: 40_960,
      ackSeconds: 6,
      runs: 5_000,
      panelRuns: 200_000,
      screenRuns: 100_000,
      listedRuns: 2_000,
    }
  : {
      domainRuns: 20_000,
      decodes: 40,
      spans: 81_920,
      rounds: 9,
      diskSpans: 512_000,
      ackSeconds: 60,
      runs: 30_000,
      panelRuns: 10_000_000,
      screenRuns: 1_000_000,
      listedRuns: 100_000,
    };

/** Each in a database of its own, so that none finds what another left. */
const chapters: Record<string, (url: string) => Figure[] | Promise<Figure[]>> = {
  domain: () => measureDomain(size.domainRuns, size.rounds),
  decode: () => measureDecode(size.decodes, size.rounds),
  dialects: () => measureDialects(20, size.rounds),
  kit: () => measureKit(10_000, size.rounds),
  ingest: (url) => measureIngest(url, size.spans, size.rounds),
  threads: (url) => measureThreads(url, size.spans, size.rounds),
  disk: (url) => measureDisk(url, size.diskSpans),
  ack: (url) => measureAck(url, size.ackSeconds),
  derive: (url) => measureDerive(url, size.runs, isQuick ? 3 : 5),
  panels: (url) => measurePanels(url, panelRuns ?? size.panelRuns, isQuick ? 7 : 15),
  screens: (url) => measureScreens(url, size.screenRuns, size.listedRuns, 5),
  lag: (url) => measureLag(url, isQuick ? 8 : 60),
  watching: (url) => measureWatching(url, isQuick ? 200_000 : 1_000_000, isQuick ? 2_000 : 10_000, isQuick ? 3 : 7),
  widgets: (url) => measureWidgets(url, isQuick ? 2_000 : 10_000, isQuick ? 3 : 7),
  lighthouse: (url) => measureLighthouse(url, isQuick ? 10_000 : 100_000),
};
/** Fetches a tool from npm's registry: never unasked. */
const isRunUnasked = (chapter: string): boolean => chapter !== 'lighthouse';
const wanted = Object.keys(chapters).filter((chapter) => only?.includes(chapter) ?? isRunUnasked(chapter));
if (wanted.length === 0) throw new Error(`--only takes ${Object.keys(chapters).join(', ')}`);

const server = await openBenchServer();
const results: Record<string, Figure[]> = {};
try {
  const machine = await describeMachine(server.url);
  const { cores, processor, memoryGiB, flushesPerSecond, node, postgres, loadBefore } = machine;
  console.log(`${cores} cores (${processor}), ${memoryGiB} GiB, ${flushesPerSecond} disk flushes/s`);
  console.log(`Node ${node}, Postgres ${postgres}, load before ${loadBefore}`);
  for (const chapter of wanted) {
    const figures = await server.withDatabase(async (url) => chapters[chapter]?.(url) ?? []);
    results[chapter] = figures;
    printFigures(chapter, figures);
  }
  mkdirSync('.signalbox', { recursive: true });
  writeFileSync('.signalbox/bench.json', `${JSON.stringify({ at: new Date(), isQuick, machine, results }, null, 2)}\n`);
  console.log('\nAlso in .signalbox/bench.json');
} finally {
  await server.close();
}
