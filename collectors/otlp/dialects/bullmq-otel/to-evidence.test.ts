import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { Decoding } from '../../decode/decoding.ts';
import { decodeTracesJson } from '../../decode/json-request.ts';
import { spansToEvidence } from '../index.ts';
import { type KnownRun, knownRuns } from '../testing-fixtures.ts';

/** What Redis itself said of a job: written by `capture.ts` beside each capture. */
interface Truth {
  queue: string;
  job: string;
  jobId: string;
  state: 'completed' | 'failed';
  attempts: number;
  attemptsStarted: number;
  createdAtMs: number;
  delayMs: number;
  processedAtMs: number;
  finishedAtMs: number;
  failedReason: string | null;
  parent: string | null;
  schedule: string | null;
}

const nowUs = 1_795_600_000_000_000;
const scenarios = [
  'success',
  'retry-then-success',
  'retry-at-once',
  'exhausted',
  'unrecoverable',
  'delayed',
  'released',
  'bulk',
  'flow',
  'scheduler',
  'stalled',
];

function load(version: string, scenario: string): { evidence: Evidence[]; truths: Truth[] } {
  const base = join(import.meta.dirname, 'fixtures', version, scenario);
  const { spans } = decodeTracesJson(readFileSync(`${base}.otlp.json`), new Decoding(nowUs));
  const truths = JSON.parse(readFileSync(`${base}.truth.json`, 'utf8')) as Truth[];
  return { evidence: spansToEvidence(spans, nowUs).map(normalizeEvidence), truths };
}

/** Runs by job id, as the deriver would find them. */
const runsOf = (evidence: Evidence[]): Map<string, KnownRun> =>
  new Map(knownRuns(evidence).map((one) => [`${one.run.queue} ${one.run.jobId}`, one]));

/** Span times have a grain of a millisecond, and spans begin and end a little apart from what Redis was told. */
const near = (us: number | null, ms: number, toleranceMs = 15) => Math.abs((us ?? 0) / 1000 - ms) <= toleranceMs;

describe.each(['bullmq-6', 'bullmq-5'])('%s', (version) => {
  describe.each(scenarios)('%s', (scenario) => {
    const { evidence, truths } = load(version, scenario);
    const runs = runsOf(evidence);

    it('leads to what Redis says of each job', () => {
      expect(truths.length).toBeGreaterThan(0);
      for (const truth of truths) {
        const run = runs.get(`${truth.queue} ${truth.jobId}`)?.run;
        expect(run).toMatchObject({
          system: 'bullmq',
          environment: 'test',
          source: 'capture',
          job: truth.job,
          state: truth.state === 'completed' ? 'succeeded' : 'dead',
          schedule: truth.schedule,
          worker: `${truth.queue}-worker`,
        });
        expect(run?.attempts).toHaveLength(truth.attemptsStarted);
        expect(run?.error?.message ?? null).toBe(truth.failedReason);
        expect(near(run?.finishedAt ?? null, truth.finishedAtMs)).toBe(true);
        // BullMQ 5 connects before it stamps the job, within the span.
        expect(near(run?.enqueuedAt ?? null, truth.createdAtMs, 40)).toBe(true);
        expect(run?.isSkewed).toBe(false);
        expect(near(run?.attempts.at(-1)?.startedAt ?? null, truth.processedAtMs)).toBe(true);
      }
    });

    it('makes no runs but those', () => {
      const known = new Set(truths.map((truth) => `${truth.queue} ${truth.jobId}`));
      // The scheduler also announces the run that was removed before it was due.
      const extra = [...runs.keys()].filter((key) => !known.has(key));
      expect(extra.every((key) => key.startsWith('scheduler repeat:'))).toBe(true);
      expect(extra.length).toBeLessThanOrEqual(scenario === 'scheduler' ? 1 : 0);
    });

    it('names the parent job of each child', () => {
      for (const truth of truths) {
        const items = runs.get(`${truth.queue} ${truth.jobId}`)?.items ?? [];
        const parents = items.flatMap((item) => item.edges ?? []).filter((edge) => edge.kind === 'parent-job');
        const expected = truth.parent && {
          kind: 'parent-job',
          to: { job: { system: 'bullmq', queue: 'flow', jobId: truth.parent } },
        };
        expect(parents).toEqual(expected ? [expected] : []);
      }
    });

    it('gives the same runs when each span arrives alone, but for what only neighbours tell', () => {
      const base = join(import.meta.dirname, 'fixtures', version, scenario);
      const { spans } = decodeTracesJson(readFileSync(`${base}.otlp.json`), new Decoding(nowUs));
      const alone = runsOf(
        spans
          .reverse()
          .flatMap((span) => spansToEvidence([span], nowUs))
          .map(normalizeEvidence),
      );
      for (const [key, { run }] of alone) {
        const together = runs.get(key)?.run;
        const known =
          scenario === 'bulk'
            ? { ...together, enqueuedAt: null, waitUs: null, totalUs: null, fidelity: run.fidelity }
            : together;
        expect(run).toEqual(known);
      }
    });
  });

  it('tells the states of attempts apart', () => {
    const states = (scenario: string) =>
      [...runsOf(load(version, scenario).evidence).values()].map(({ run }) =>
        run.attempts.map((one) => one.state).join(' '),
      );
    expect(states('retry-then-success')).toEqual(['failed failed succeeded']);
    expect(states('exhausted')).toEqual(['failed failed']);
    expect(states('released')).toEqual(['released succeeded']);
    expect(states('stalled')).toEqual(['lost succeeded']);
  });

  it('does not take a refused transition for a death', () => {
    const { evidence } = load(version, 'stalled');
    expect(evidence.filter((item) => item.kind === 'died')).toEqual([]);
  });

  it('gives a schedule no correlation by its shared trace, and names the due time', () => {
    const { evidence } = load(version, 'scheduler');
    for (const item of evidence.filter((one) => one.kind === 'attempt' || one.kind === 'created')) {
      expect(item.facts?.correlation).toBeUndefined();
      expect(item.facts?.schedule).toBe('each-200ms');
      expect(item.facts?.dueAt).toBe(Number(item.names.jobId?.split(':')[2]) * 1000);
    }
  });

  it('gives every item an id of its own, the same every time', () => {
    for (const scenario of scenarios) {
      const ids = load(version, scenario).evidence.map((item) => item.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(load(version, scenario).evidence.map((item) => item.id)).toEqual(ids);
    }
  });
});
