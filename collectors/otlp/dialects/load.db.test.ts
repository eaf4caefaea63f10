// A load of five instrumentations at once, out of order, through a real deriver: every count is exact, every percentile within 1.1 %.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { oneBucketMs, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { drain, holdAllShards } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { percentile } from '#lib/stats/sketch.ts';
import { segmentsOf } from '#lib/stats/window-segments.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { spansToEvidence } from './index.ts';
import { type LoadRun, makeLoad } from './testing-load.ts';

/** 100,000 take most of a minute: `LOAD_RUNS=100000 vitest run --project server collectors/otlp/dialects/load.db.test.ts`. */
const total = Number(process.env.LOAD_RUNS ?? 20_000);
/** Runs whose spans arrive all mixed up with each other. */
const sliceRuns = 5_000;
const requestSpans = 1_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDatabase(database.pool);
});
afterAll(() => database.drop());

it(`counts ${total} runs exactly, and knows their percentiles within 1.1 %`, { timeout: 600_000 }, async () => {
  const { pool } = database;
  const nowMs = Date.now();
  const fromMs = nowMs - 4 * 3_600_000;
  const everyUs = Math.floor((3 * 3_600_000_000) / total);
  const deriver = new Deriver(pool);
  const shards = await holdAllShards(pool);
  const truths: LoadRun[] = [];
  for (let first = 0; first < total; first += sliceRuns) {
    const { runs, spans } = makeLoad(
      Math.min(sliceRuns, total - first),
      fromMs * 1000 + first * everyUs,
      everyUs,
      first + 1,
    );
    truths.push(...runs);
    for (let at = 0; at < spans.length; at += requestSpans) {
      const request = spans.slice(at, at + requestSpans);
      await commitIngest(pool, { evidence: spansToEvidence(request, nowMs * 1000) });
    }
    await drain(deriver, shards);
  }
  await deriver.reset();
  const { rows: lanes } = await pool.query<{ id: number; name: string }>('select id, name from queue');
  const rollup = await selectRollup(pool, {
    queueIds: lanes.map(({ id }) => id),
    jobIds: null,
    segments: segmentsOf(fromMs, nowMs, nowMs, false),
    bucketMs: oneBucketMs,
    isPerJob: false,
    histograms: ['duration', 'wait', 'total'],
  });
  const byQueue = Map.groupBy(truths, ({ queue }) => queue);
  expect(rollup.map(({ queueId }) => lanes.find(({ id }) => id === queueId)?.name).sort()).toEqual(
    [...byQueue.keys()].sort(),
  );
  for (const sums of rollup) {
    const runs = byQueue.get(lanes.find(({ id }) => id === sums.queueId)?.name ?? '') ?? [];
    const durations = runs.map(({ durationsUs }) => durationsUs.at(-1) as number);
    const waits = runs.map(({ waitUs }) => waitUs);
    const succeeded = runs.filter(({ hasSucceeded }) => hasSucceeded).length;
    const failed = sumOf(runs.map(({ durationsUs }) => durationsUs.length)) - succeeded;
    expect(sums).toMatchObject({
      enqueued: runs.length,
      started: runs.length,
      succeeded,
      dead: runs.length - succeeded,
      cancelled: 0,
      discarded: 0,
      vanished: 0,
      failedAttempts: failed,
      succeededAttempts: succeeded,
      durationN: runs.length,
      durationSumUs: sumOf(durations),
      waitN: runs.length,
      waitSumUs: sumOf(waits),
    });
    for (const p of [50, 95, 99]) {
      expect(Math.abs((percentile(sums.durationHist, p) ?? 0) / rankOf(durations, p) - 1)).toBeLessThanOrEqual(0.011);
      expect(Math.abs((percentile(sums.waitHist, p) ?? 0) / rankOf(waits, p) - 1)).toBeLessThanOrEqual(0.011);
    }
  }
});

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Nearest rank. */
const rankOf = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] as number;
