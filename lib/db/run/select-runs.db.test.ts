import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WindowBound, windowBounds } from '#lib/contracts/filter.ts';
import { type RunSort, runSorts } from '#lib/contracts/run.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { type RunState, runStates } from '#lib/domain/run.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type RunCursor, selectRuns } from './select-runs.ts';

const dayMs = 86_400_000;
const days = 7;
const nowMs = Date.now();
const startMs = nowMs - days * dayMs;
const runs = 160;

interface Row {
  id: string;
  state: number;
  ordered: number;
  enqueued: number | null;
  started: number | null;
  finished: number | null;
  duration: number | null;
  wait: number | null;
  group: string | null;
  correlation: string | null;
  worker: string | null;
}

let database: TestDatabase;
let rows: Row[];
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await prepareDatabase(pool);
  const stream = jobStream({ runs, runsPerSecond: runs / ((days * dayMs) / 1000), startUs: startMs * 1000, queues: 4 });
  // every seventh job is given up later, every ninth is still at it
  const endings = stream.flatMap((item): Evidence[] => {
    const isGivenUp = Number(item.names.jobId) % 7 === 0 && item.kind === 'queued';
    return isGivenUp ? [{ ...item, id: `${item.id}:cancelled`, kind: 'cancelled', at: item.at + 3_600_000_000 }] : [];
  });
  const told = stream.filter((item) => Number(item.names.jobId) % 9 !== 0 || !['ended', 'attempt'].includes(item.kind));
  await commitIngest(pool, { evidence: [...told, ...endings] });
  await deriveAll(pool);
  // wherever they may stand
  await pool.query(
    `update run set place = case when job_key::int % 2 = 0 then 'h' when finished_at is null then 'o' else 'c' end::"char"`,
  );
  const { rows: places } = await pool.query('select place from run group by place');
  expect(places).toHaveLength(3);
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
  const found = await pool.query<Row>(
    `select r.id, state, ${ms('ordered_at')} as ordered, ${ms('enqueued_at')} as enqueued, ${ms('started_at')} as started,
       ${ms('finished_at')} as finished, duration_us as duration, wait_us as wait, encode(error_fingerprint, 'hex') as group,
       correlation_id as correlation, dim.value as worker
     from run r left join dim on dim.id = worker_id where redirect_to is null`,
  );
  rows = found.rows;
  expect(rows).toHaveLength(runs);
  expect(new Set(rows.map(({ state }) => state)).size).toBeGreaterThan(2);
});
afterAll(() => database.drop());

const within = (at: number | null, from: number, to: number): boolean => at !== null && at >= from && at < to;

const isIn: Record<WindowBound | 'first', (row: Row, from: number, to: number) => boolean> = {
  first: ({ ordered }, from, to) => within(ordered, from, to),
  enqueuedAt: ({ ordered, enqueued }, from, to) => enqueued !== null && within(ordered, from, to),
  startedAt: ({ ordered, started }, from, to) => within(started, from, to) && within(ordered, from - 7 * dayMs, to),
  finishedAt: ({ finished }, from, to) => within(finished, from, to),
  active: ({ ordered, finished }, from, to) =>
    within(ordered, from - 7 * dayMs, to) && (finished === null || finished >= from),
};
const keyOf: Record<RunSort, (row: Row) => number | null> = {
  '-enqueuedAt': ({ ordered }) => ordered,
  '-finishedAt': ({ finished }) => finished,
  '-durationMs': ({ duration }) => duration,
  '-waitMs': ({ wait }) => wait,
};

test('the list, page by page, is the runs of the window that the filter lets through, in order', async () => {
  const { pool } = database;
  const filters = fc.record({
    by: fc.constantFrom(undefined, ...windowBounds),
    sort: fc.constantFrom<RunSort[]>(...runSorts),
    fromMs: fc.integer({ min: startMs - dayMs, max: nowMs }),
    length: fc.oneof(fc.integer({ min: 1, max: dayMs }), fc.integer({ min: 1, max: 40 * dayMs })),
    states: fc.option(fc.subarray<RunState>([...runStates], { minLength: 1 }), { nil: undefined }),
    place: fc.option(fc.nat(runs - 1), { nil: undefined }),
    told: fc.constantFrom<('group' | 'correlation' | 'worker' | 'nobody')[]>(
      'group',
      'correlation',
      'worker',
      'nobody',
    ),
    limit: fc.integer({ min: 1, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(filters, async ({ by, sort, fromMs, length, states, place, told, limit }) => {
      const toMs = fromMs + length;
      const one = place === undefined ? undefined : rows[place];
      const word = (what: typeof told): string[] | undefined => {
        const value = told === what && what !== 'nobody' ? one?.[what] : null;
        return value ? [value] : undefined;
      };
      const nobody = told === 'nobody' && one ? ['nobody is called so'] : undefined;
      const query = {
        by,
        state: states,
        errorGroup: word('group'),
        correlationId: word('correlation'),
        worker: word('worker') ?? nobody,
      };
      const filter = await resolveFilter(pool, query, null);
      const bound = by ?? (sort === '-finishedAt' ? 'finishedAt' : 'first');
      const key = keyOf[sort];
      const expected = rows
        .filter((row) => isIn[bound](row, fromMs, toMs) && key(row) !== null)
        .filter((row) => !states || states.includes(runStates[row.state] as RunState))
        .filter((row) => !query.errorGroup || row.group === query.errorGroup[0])
        .filter((row) => !query.correlationId || row.correlation === query.correlationId[0])
        .filter((row) => !query.worker || row.worker === query.worker[0])
        .sort((a, b) => Number(key(b)) - Number(key(a)) || (a.id < b.id ? 1 : -1));
      const listed: string[] = [];
      for (let cursor: RunCursor | null = null; ; ) {
        const page = await selectRuns(pool, { filter, window: { fromMs, toMs }, sort, limit, cursor });
        listed.push(...page.map(({ run }) => run.id));
        cursor = page.at(-1)?.cursor ?? null;
        if (page.length < limit || cursor === null) break;
      }
      expect(listed).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
  );
});
