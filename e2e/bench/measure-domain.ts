// The pure part, in this thread: pack, unpack, unite, derive, name and contribute, in items a second of CPU.

import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { aliasesOf, edgesOf } from '#lib/domain/alias.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence, unpackEvidence } from '#lib/domain/pack-evidence.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';

const batchItems = 500;

/** `rounds`: how often each step is measured, after one that is not counted. */
export function measureDomain(runs: number, rounds: number): Figure[] {
  const stream = jobStream({ runs, runsPerSecond: 2_000, startUs: 1_767_225_600_000_000 });
  const items = stream.map(normalizeEvidence);
  const byRun = groupByRun(items);
  const batches: Evidence[][] = [];
  for (let from = 0; from < items.length; from += batchItems) batches.push(items.slice(from, from + batchItems));
  const bodies = batches.map(packEvidence);
  const rows = byRun.map((run) => packEvidence(run));
  const bytes = rows.reduce((sum, row) => sum + row.length, 0);

  const speed = (what: string, step: () => void, floor?: number): Figure => {
    const speeds: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      // By CPU time, not by the clock: what else the machine does must not count. Garbage collection counts.
      const started = process.cpuUsage();
      step();
      const { user, system } = process.cpuUsage(started);
      if (round > 0) speeds.push(items.length / ((user + system) / 1e6));
    }
    return { what, unit: 'items/cpu-s', spread: spreadOf(speeds), floor };
  };
  return [
    speed('normalise', () => void stream.map(normalizeEvidence)),
    speed('pack, batches of 500', () => void batches.map(packEvidence), 1_000_000),
    speed('unpack, batches of 500', () => void bodies.map(unpackEvidence), 1_000_000),
    speed('pack, run by run', () => void byRun.map(packEvidence)),
    speed('unpack, run by run', () => void rows.map(unpackEvidence)),
    speed('unite, run by run', () => void byRun.map((run) => uniteEvidence(run, []))),
    speed('derive', () => void byRun.map(deriveRun)),
    speed('names and edges', () => {
      for (const item of items) {
        aliasesOf(item);
        edgesOf(item);
      }
    }),
    {
      what: 'packed evidence of a run',
      unit: 'bytes/item',
      spread: spreadOf([bytes / items.length]),
      isCost: true,
    },
  ];
}

function groupByRun(items: readonly Evidence[]): Evidence[][] {
  const runs = new Map<string, Evidence[]>();
  for (const item of items) {
    const key = `${item.queue} ${item.names.jobId}`;
    const run = runs.get(key);
    if (run) run.push(item);
    else runs.set(key, [item]);
  }
  return [...runs.values()];
}
