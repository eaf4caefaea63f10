// The fixtures of all dialects, for tests: spans as a door decodes them, and the true answers beside them in one shape.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { runsOf } from '#lib/derive/testing/definition.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import type { Run } from '#lib/domain/run.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { Decoding } from '../decode/decoding.ts';
import { decodeTracesJson } from '../decode/json-request.ts';
import type { BullmqTruth } from './capture/bullmq-truth.ts';
import type { RunTruth } from './capture/run-truth.ts';

export interface Fixture {
  /** `{dialect folder}/{scenario}`, with the library's version between them where there are several. */
  name: string;
  truths: RunTruth[];
  /** Its truths are told also by spans that come one by one; of others, only neighbours say which belong together. */
  isToldApart: boolean;
  /** Decoded anew at each call: dialects must not, and tests may, change spans. */
  spans(): SpanRow[];
}

/** When the fixtures arrive, in microseconds: some time after the latest was captured. */
export const observedAt = 1_795_900_000_000_000;

export const fixtures: readonly Fixture[] = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.otlp.json'))
  .sort()
  .map((path) => {
    const base = join(import.meta.dirname, path.slice(0, -'.otlp.json'.length));
    const body = readFileSync(`${base}.otlp.json`);
    const stored = JSON.parse(readFileSync(`${base}.truth.json`, 'utf8')) as (RunTruth | BullmqTruth)[];
    const truths = stored.map((truth) =>
      'maxAttempts' in truth && 'delayMs' in truth ? truthOfBullmq(truth, path.startsWith('bullmq-otel')) : truth,
    );
    return {
      name: path
        .split(sep)
        .filter((part) => part !== 'fixtures')
        .join('/')
        .slice(0, -'.otlp.json'.length),
      truths,
      isToldApart: truths.every(({ isTogether }) => isTogether !== true),
      spans: () => decodeTracesJson(body, new Decoding(observedAt)).spans,
    };
  });

/** What Redis says of a job, in the words of a run; less what `bullmq-otel` does not export. */
function truthOfBullmq(truth: BullmqTruth, isOtel: boolean): RunTruth {
  const hasSucceeded = truth.state === 'completed';
  const given = truth.attemptsStarted - truth.attempts;
  const givenAs = truth.queue === 'stalled' ? 'lost' : 'released';
  const failed = truth.attempts - (hasSucceeded ? 1 : 0);
  const run: RunTruth = {
    system: 'bullmq',
    queue: truth.queue,
    job: truth.job,
    jobId: truth.jobId ?? '',
    state: hasSucceeded ? 'succeeded' : 'dead',
    // In these scenarios what was given back or lost came first.
    attempts: [
      ...Array<'released' | 'lost'>(given).fill(givenAs),
      ...Array<'failed'>(failed).fill('failed'),
      ...(hasSucceeded ? (['succeeded'] as const) : []),
    ],
    error: truth.failedReason,
    createdAtMs: truth.createdAtMs,
  };
  if (truth.delayMs > 0 && !isOtel) run.dueAtMs = truth.createdAtMs + truth.delayMs;
  if (!isOtel) run.maxAttempts = Math.max(1, truth.maxAttempts);
  if (truth.parent !== null) run.parent = truth.parent;
  if (truth.schedule !== null) run.schedule = truth.schedule;
  return run;
}

export interface KnownRun {
  run: Run;
  items: Evidence[];
}

/** The runs that evidence makes, as the definition has it that the deriver is tested against. */
export const knownRuns = (evidence: readonly Evidence[]): KnownRun[] =>
  runsOf(evidence.map(normalizeEvidence)).map((items) => ({ run: deriveRun(items), items }));
