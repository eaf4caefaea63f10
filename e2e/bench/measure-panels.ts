// How long the screens' questions take once a month of runs is stored, asked as the API asks them, one after the other.
import { makePanelData } from '#e2e/bench/panel-data.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { listErrors } from '#lib/api/errors.ts';
import { getJourney } from '#lib/api/get-journey.ts';
import { getRun } from '#lib/api/get-run.ts';
import { queryHeatmap } from '#lib/api/heatmap.ts';
import { listDeadLetters } from '#lib/api/list-dead-letters.ts';
import { listFacets } from '#lib/api/list-facets.ts';
import { getVersions, listJobs } from '#lib/api/list-jobs.ts';
import { getQueue, listQueues } from '#lib/api/list-queues.ts';
import { listRuns } from '#lib/api/list-runs.ts';
import { queryMetric } from '#lib/api/query-metric.ts';
import { search } from '#lib/api/search.ts';
import { type Caller, callerFor } from '#lib/auth/authorise.ts';
import { heatmapQuery } from '#lib/contracts/heatmap.ts';
import { metricQuery } from '#lib/contracts/metric.ts';
import { runListQuery } from '#lib/contracts/run.ts';
import { createPool } from '#lib/db/pool.ts';

interface Question {
  what: string;
  ask: (caller: Caller) => Promise<unknown>;
  floor?: number;
  aim?: number;
}

/** A connection keeps a statement's plan from its sixth call on, and several are at work. */
const warmUps = 20;
const page = { limit: 200 };
const metric = (query: object) => metricQuery.parse({ metric: 'duration.p95', ...query });
const runs = (query: object) => runListQuery.parse(query);

export function questionsOf(queueId: string, jobId: string, runId: string): Question[] {
  const now = Date.now();
  const panel = { floor: 25, aim: 10 };
  const month = { floor: 50, aim: 20 };
  const list = { floor: 10, aim: 5 };
  return [
    { what: '24 h queue panel', ask: (caller) => queryMetric(caller, metric({ queue: ['queue-7'] }), now), ...panel },
    { what: '40-queue overview vs previous day', ask: (caller) => listQueues(caller, page, now), ...panel },
    {
      what: '30-day panel',
      ask: (caller) => queryMetric(caller, metric({ queue: ['queue-7'], from: 'now-30d' }), now),
      ...month,
    },
    { what: 'run list', ask: (caller) => listRuns(caller, runs({}), now), ...list },
    {
      what: 'run list behind a point, slowest first',
      ask: (caller) =>
        listRuns(caller, runs({ queue: ['queue-7'], by: 'finishedAt', sort: '-durationMs', from: 'now-1h' }), now),
      ...list,
    },
    {
      what: 'behind a point of all queues, slowest first',
      ask: (caller) => listRuns(caller, runs({ by: 'finishedAt', sort: '-durationMs', from: 'now-1h' }), now),
    },
    {
      what: 'behind a point of all queues, longest waits first',
      ask: (caller) => listRuns(caller, runs({ by: 'startedAt', sort: '-waitMs', from: 'now-1h' }), now),
    },
    { what: 'runs open in 24 h', ask: (caller) => listRuns(caller, runs({ by: 'active' }), now) },
    {
      what: 'running ones of 30 days',
      ask: (caller) => listRuns(caller, runs({ state: ['running'], from: 'now-30d' }), now),
    },
    {
      what: 'dead ones of 30 days',
      ask: (caller) => listRuns(caller, runs({ state: ['dead'], from: 'now-30d' }), now),
    },
    { what: 'dead letters of 30 days', ask: (caller) => listDeadLetters(caller, { limit: 50, from: 'now-30d' }, now) },
    { what: 'journey', ask: (caller) => getJourney(caller, 'order-3-120'), ...list },
    { what: 'a run', ask: (caller) => getRun(caller, runId) },
    { what: 'search by an ID', ask: (caller) => search(caller, { q: runId, limit: 12 }) },
    { what: 'facets of the run list', ask: (caller) => listFacets(caller, {}, now) },
    { what: '24 h panel of all queues', ask: (caller) => queryMetric(caller, metric({}), now) },
    {
      what: '24 h panel of all queues, by queue',
      ask: (caller) => queryMetric(caller, metric({ groupBy: ['queue'] }), now),
    },
    {
      what: '24 h heatmap of a queue',
      ask: (caller) => queryHeatmap(caller, heatmapQuery.parse({ queue: ['queue-7'] }), now),
    },
    {
      what: '24 h of hand-offs',
      ask: (caller) => queryMetric(caller, metric({ metric: 'handoff.p95', groupBy: ['from'] }), now),
    },
    { what: 'one queue', ask: (caller) => getQueue(caller, queueId, {}, now) },
    { what: 'jobs', ask: (caller) => listJobs(caller, page, now) },
    { what: 'versions of a job, 24 h', ask: (caller) => getVersions(caller, jobId, {}, now) },
    { what: 'error groups, 24 h', ask: (caller) => listErrors(caller, { limit: 50 }, now) },
  ];
}

/** `url`: a migrated database of one's own. */
export async function measurePanels(url: string, runCount: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 8, statementTimeoutMs: 3_600_000 });
  const caller = callerFor(pool, {
    kind: 'token',
    actor: 'bench',
    name: 'bench',
    email: null,
    role: 'admin',
    environment: null,
  });
  try {
    await makePanelData(pool, runCount);
    const { items } = await listJobs(caller, { limit: 1 }, Date.now());
    const newest = await listRuns(caller, runs({ limit: 1 }), Date.now());
    const questions = questionsOf(items[0]?.queueId ?? '', items[0]?.id ?? '', newest.items[0]?.id ?? '');
    const figures: Figure[] = [];
    for (const { what, ask, floor, aim } of questions) {
      const took: number[] = [];
      for (let round = -warmUps; round < rounds; round++) {
        const begun = performance.now();
        await ask(caller);
        if (round >= 0) took.push(performance.now() - begun);
      }
      const limits = floor === undefined ? {} : { floor, aim };
      figures.push({ what, unit: 'ms', spread: spreadOf(took), isCost: true, ...limits });
    }
    return figures;
  } finally {
    await pool.end();
  }
}
