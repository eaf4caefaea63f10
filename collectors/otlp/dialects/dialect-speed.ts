// How fast spans become runs, the database aside: a program of its own for the bench. The spans are those of all fixtures, again and
// again in other environments, so that every run is a new one. Run: node collectors/otlp/dialects/dialect-speed.ts COPIES ROUNDS
// Prints JSON: items of evidence a second of CPU, by step.
import { aliasesOf, eachEdge, edgeNodeOf } from '#lib/domain/alias.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';
import { spansToEvidence } from './index.ts';
import { fixtures, observedAt } from './testing-fixtures.ts';

const copies = Number(process.argv[2] ?? 20);
const rounds = Number(process.argv[3] ?? 5);
/** Rounds that are not counted: code is compiled in them. */
const warmUps = 8;

/** What arrived in one request stays together. */
const requests = Array.from({ length: copies }, () => fixtures.map((fixture) => fixture.spans())).flat();

/** The same spans as those of another round. */
function moveTo(round: number): void {
  for (const [index, spans] of requests.entries()) {
    const copy = Math.floor(index / fixtures.length);
    for (const { resource } of spans) resource.environment = `bench-${round}-${copy}`;
  }
}

const read = (): Evidence[] => requests.flatMap((spans) => spansToEvidence(spans, observedAt).map(normalizeEvidence));

/** By their best name: what a deriver looks up. Edges are named as they are stored. */
function identify(items: readonly Evidence[]): Map<string, Evidence[]> {
  const runs = new Map<string, Evidence[]>();
  for (const item of items) {
    const hash = aliasesOf(item)[0]?.hash ?? '';
    const run = runs.get(hash);
    if (run) run.push(item);
    else runs.set(hash, [item]);
    eachEdge(item, (_, to) => void edgeNodeOf(item.environment, to));
  }
  return runs;
}

function derive(runs: Map<string, Evidence[]>): void {
  for (const items of runs.values()) deriveRun(uniteEvidence([], items));
}

const speeds: Record<string, number[]> = { 'spans to evidence': [], identify: [], derive: [], 'all three': [] };
for (let round = -warmUps; round < rounds; round++) {
  moveTo(round);
  const measure = <T>(what: string, step: () => T, items: (result: T) => number): { result: T; seconds: number } => {
    // By CPU time, not by the clock: what else the machine does must not count. Garbage collection counts.
    const before = process.cpuUsage();
    const result = step();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (round >= 0) speeds[what]?.push(items(result) / seconds);
    return { result, seconds };
  };
  const evidence = measure('spans to evidence', read, (items) => items.length);
  const count = evidence.result.length;
  const runs = measure(
    'identify',
    () => identify(evidence.result),
    () => count,
  );
  const derived = measure(
    'derive',
    () => derive(runs.result),
    () => count,
  );
  if (round >= 0) speeds['all three']?.push(count / (evidence.seconds + runs.seconds + derived.seconds));
}
process.stdout.write(JSON.stringify(speeds));
