// How fast spans become runs, the database aside: a program of its own for the bench. The spans are those of all fixtures, again and
// again in other environments, so that every run is a new one. Run: node collectors/otlp/dialects/dialect-speed.ts COPIES ROUNDS
// Prints JSON: items of evidence a second of CPU, by step.
import { isInTrace } from '#lib/derive/view-run.ts';
import { aliasesOf, eachEdge, edgeNodeOf, isOwnEdge } from '#lib/domain/alias.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { spansToEvidence } from './index.ts';
import { fixtures, observedAt } from './testing-fixtures.ts';

const copies = Number(process.argv[2] ?? 20);
const rounds = Number(process.argv[3] ?? 5);
/** Rounds that are not counted, some seconds in all: a process that runs for weeks has compiled its code, which takes the first twenty. */
const warmUps = 24;

/** What arrived in one request stays together; a copy of all is about as much as a deriver takes at once. */
const batches: SpanRow[][][] = Array.from({ length: copies }, () => fixtures.map((fixture) => fixture.spans()));

const read = (requests: readonly SpanRow[][]): Evidence[] =>
  requests.flatMap((spans) => spansToEvidence(spans, observedAt).map(normalizeEvidence));

/** By their best name: what a deriver looks up. */
function identify(items: readonly Evidence[]): Map<string, Evidence[]> {
  const runs = new Map<string, Evidence[]>();
  for (const item of items) {
    const hash = aliasesOf(item)[0]?.hash ?? '';
    const run = runs.get(hash);
    if (run) run.push(item);
    else runs.set(hash, [item]);
  }
  return runs;
}

/** Runs, and those of their edges that their own columns do not say. */
function derive(runs: Map<string, Evidence[]>): void {
  for (const found of runs.values()) {
    const items = uniteEvidence([], found);
    const run = deriveRun(items);
    const own = { traceId: run.traceId, correlationId: run.correlation?.id ?? null, isInTrace: isInTrace(run, items) };
    for (const item of items) {
      eachEdge(item, (kind, to) => {
        if (!isOwnEdge(kind, to, own)) edgeNodeOf(item.environment, to);
      });
    }
  }
}

const steps = ['spans to evidence', 'identify', 'derive'] as const;

/** Seconds of CPU that a step took. By CPU time, not by the clock: what else the machine does must not count. Garbage collection counts. */
function secondsOf<T>(step: () => T): { result: T; seconds: number } {
  const before = process.cpuUsage();
  const result = step();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const speeds: Record<string, number[]> = { 'spans to evidence': [], identify: [], derive: [], 'all three': [] };
for (let round = -warmUps; round < rounds; round++) {
  const seconds = [0, 0, 0];
  let items = 0;
  for (const [copy, requests] of batches.entries()) {
    // The same spans as those of another round.
    for (const { resource } of requests.flat()) resource.environment = `bench-${round}-${copy}`;
    const evidence = secondsOf(() => read(requests));
    const runs = secondsOf(() => identify(evidence.result));
    const derived = secondsOf(() => derive(runs.result));
    items += evidence.result.length;
    for (const [step, took] of [evidence, runs, derived].entries()) seconds[step] = (seconds[step] ?? 0) + took.seconds;
  }
  if (round < 0) continue;
  for (const [step, what] of steps.entries()) speeds[what]?.push(items / (seconds[step] ?? 0));
  speeds['all three']?.push(items / seconds.reduce((sum, one) => sum + one, 0));
}
process.stdout.write(JSON.stringify(speeds));
