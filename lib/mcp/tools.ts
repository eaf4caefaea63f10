// What a model may ask and do. Every tool is a route of the API under another name: the same functions, the same least role.
import * as z from 'zod';
import { acknowledgeInstance, listInstances } from '#lib/api/alerts/instances.ts';
import { changeErrors, knownFingerprint, listErrors } from '#lib/api/errors.ts';
import { getJourney } from '#lib/api/get-journey.ts';
import { getRun } from '#lib/api/get-run.ts';
import { listDeadLetters } from '#lib/api/list-dead-letters.ts';
import { listQueues } from '#lib/api/list-queues.ts';
import { listRuns } from '#lib/api/list-runs.ts';
import { listSchedules } from '#lib/api/list-schedules.ts';
import { queryMetric } from '#lib/api/query-metric.ts';
import { search } from '#lib/api/search.ts';
import type { Method } from '#lib/auth/access-table.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { errorGroupChange } from '#lib/contracts/error-group.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { metricQuery } from '#lib/contracts/metric.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { runListQuery } from '#lib/contracts/run.ts';
import { searchQuery } from '#lib/contracts/search.ts';
import { explainAlert } from './explain-alert.ts';

/** A model reads slowly: fewer at a time than people get. */
const limit = z.number().int().min(1).max(50).default(20);
const page = pageQuery.extend({ limit });
const list = filterQuery.extend(page.shape);
const maxSpans = 200;
const maxLogs = 100;

export interface Tool {
  title: string;
  description: string;
  input: z.ZodObject;
  /** Whose least role it takes, in the access table. */
  as: { path: string; method: Method };
  run(caller: Caller, input: unknown, nowMs: number): Promise<unknown>;
}

function tool<Input extends z.ZodObject>(
  parts: Omit<Tool, 'input' | 'run'> & {
    input: Input;
    run(caller: Caller, input: z.infer<Input>, nowMs: number): Promise<unknown>;
  },
): Tool {
  return { ...parts, run: (caller, input, nowMs) => parts.run(caller, parts.input.parse(input), nowMs) };
}

export const tools: Readonly<Record<string, Tool>> = {
  search: tool({
    title: 'Find anything pasted',
    description: 'Finds where a run id, job id, trace id, traceparent, correlation ID, URL or log line leads.',
    input: searchQuery,
    as: { path: '/api/v1/search', method: 'GET' },
    run: (caller, input) => search(caller, input),
  }),
  search_runs: tool({
    title: 'Search runs',
    description:
      'Runs (one job instance with all its attempts), newest first, by filters and window (`from`, `to`: ISO or `now-24h`).',
    input: runListQuery.extend({ limit }),
    as: { path: '/api/v1/runs', method: 'GET' },
    run: listRuns,
  }),
  get_run: tool({
    title: 'One run',
    description: 'A run with attempts, errors, transitions, links, spans and logs.',
    input: z.object({ id: z.uuid() }),
    as: { path: '/api/v1/runs/[id]', method: 'GET' },
    run: async (caller, { id }) => {
      const run = await getRun(caller, id);
      return { ...run, spans: run.spans.slice(0, maxSpans), logs: run.logs.slice(0, maxLogs) };
    },
  }),
  get_journey: tool({
    title: 'One journey',
    description:
      'Everything that shares a correlation ID or is causally linked to it, across systems, with hand-offs and gaps.',
    input: z.object({ correlationId: z.string().min(1).max(500) }),
    as: { path: '/api/v1/journeys/[correlationId]', method: 'GET' },
    run: async (caller, { correlationId }) => {
      const journey = await getJourney(caller, correlationId);
      return { ...journey, spans: journey.spans.slice(0, maxSpans) };
    },
  }),
  list_queues: tool({
    title: 'Queues',
    description:
      'Queues with depth, health and its reason, percentiles and failure rates. A null is unknown, never zero.',
    input: list,
    as: { path: '/api/v1/queues', method: 'GET' },
    run: listQueues,
  }),
  query_metric: tool({
    title: 'One metric over time',
    description:
      'A series of a metric, in groups. Points are [at, value or null, number of samples]; below 20 samples a percentile is uncertain.',
    input: metricQuery,
    as: { path: '/api/v1/metrics/query', method: 'GET' },
    run: queryMetric,
  }),
  list_errors: tool({
    title: 'Error groups',
    description: 'Groups of alike errors with counts, jobs, versions and status.',
    input: list,
    as: { path: '/api/v1/errors', method: 'GET' },
    run: listErrors,
  }),
  list_dead_letters: tool({
    title: 'Dead letters',
    description: 'Runs without any automatic attempt left, and sizes of dead-letter queues.',
    input: list,
    as: { path: '/api/v1/dead-letters', method: 'GET' },
    run: listDeadLetters,
  }),
  list_schedules: tool({
    title: 'Schedules',
    description: 'Schedules with their next due time, last run and status.',
    input: list,
    as: { path: '/api/v1/schedules', method: 'GET' },
    run: listSchedules,
  }),
  list_alerts: tool({
    title: 'Alerts',
    description: 'What is pending, firing or recovering now, the worst first.',
    input: z.object({}),
    as: { path: '/api/v1/alerts/instances', method: 'GET' },
    run: (caller, _input, nowMs) => listInstances(caller, nowMs),
  }),
  explain_alert: tool({
    title: 'Explain an alert',
    description:
      'Why an alert is on: its rule in words, its value against the threshold over time, what it did before, and the runs behind it.',
    input: z.object({ id: z.uuid() }),
    as: { path: '/api/v1/alerts/instances', method: 'GET' },
    run: (caller, { id }, nowMs) => explainAlert(caller, id, nowMs),
  }),
  acknowledge_alert: tool({
    title: 'Acknowledge an alert',
    description: 'Says that somebody is on it: repeats stop until it is over. Needs the role operator.',
    input: z.object({ id: z.uuid() }),
    as: { path: '/api/v1/alerts/instances/[id]/acknowledge', method: 'POST' },
    run: async (caller, { id }) => {
      await acknowledgeInstance(caller, id);
      return { acknowledged: id };
    },
  }),
  set_error_status: tool({
    title: 'Resolve, ignore or open an error group',
    description: 'Changes the status of an error group. Needs the role operator.',
    input: errorGroupChange.extend({ fingerprint: z.string() }),
    as: { path: '/api/v1/errors/[fingerprint]', method: 'PATCH' },
    run: (caller, { fingerprint, ...change }, nowMs) =>
      changeErrors(caller, [knownFingerprint(fingerprint)], change, nowMs),
  }),
};
