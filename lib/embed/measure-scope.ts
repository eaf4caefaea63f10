// Figures of one scope, from what the screens show as well: the same numbers on a badge and on the page behind it.

import type { Silence } from '#lib/alerts/silence.ts';
import { holdsMs } from '#lib/api/freshness-of.ts';
import { viewsOf } from '#lib/api/list-queues.ts';
import type { ScheduleView } from '#lib/contracts/schedule.ts';
import type { WidgetScope, WidgetState } from '#lib/contracts/widget.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { oneBucketMs, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectSchedules } from '#lib/db/schedule/select-schedules.ts';
import { walkJourney } from '#lib/journey/walk-journey.ts';
import { addSums, figuresOf, noSums, ofFigures, type Sums } from '#lib/stats/figures.ts';
import { segmentsOf } from '#lib/stats/window-segments.ts';
import type { WidgetFigures } from './figures.ts';
import { concerns, type FiringAlert, isMaintained, judge, stateOfHealth } from './judge.ts';
import { isSettled, judgeJourney } from './judge-journey.ts';

const windowMs = 3_600_000;
const sparkStepMs = 300_000;
const sparkSteps = 24;
const maxItems = 50;
const restMs = 600_000;

/** What is wrong and what is silenced, read once for all widgets. */
export interface Wrong {
  firing: readonly FiringAlert[];
  silences: readonly Silence[];
}

export interface Measured {
  figures: WidgetFigures;
  /** A journey that came to its end long ago: it need not be looked at often. */
  isAtRest: boolean;
}

export async function measureScope(pool: Pool, scope: WidgetScope, wrong: Wrong, nowMs: number): Promise<Measured> {
  if (scope.correlationId !== undefined) return await measureJourney(pool, scope.correlationId, scope, nowMs);
  return { figures: await measureLanes(pool, scope, wrong, nowMs), isAtRest: false };
}

const isUnread = (row: QueueRow, nowMs: number): boolean =>
  row.pollMs !== null &&
  (row.lastReadAt === null || nowMs > row.lastReadAt.getTime() + holdsMs(row.pollMs, row.restMs));

async function measureJourney(pool: Pool, correlationId: string, scope: WidgetScope, nowMs: number): Promise<Measured> {
  const { runs } = await walkJourney(pool, correlationId, scope.environment ?? null);
  const mine = runs.filter(
    (run) =>
      (scope.source ?? run.source) === run.source &&
      (scope.queue ?? run.queue) === run.queue &&
      (scope.job === undefined || scope.job === run.job),
  );
  const open = mine.filter((run) => run.finishedAt === null);
  const lanes = await selectQueues(pool, [...new Set(open.map((run) => Number(run.queueId)))]);
  const isStale = lanes.some((lane) => isUnread(lane, nowMs));
  // the next step is often enqueued only when the one before has ended
  const isLongOver = mine.every((run) => nowMs - Date.parse(run.finishedAt ?? '') > restMs);
  return { figures: judgeJourney(mine, isStale), isAtRest: isSettled(mine) && isLongOver };
}

interface Part {
  name: string;
  label: string;
  status: WidgetState;
}

const stateOfSchedule: Partial<Record<ScheduleView['status'], WidgetState>> = {
  ok: 'ok',
  running: 'ok',
  paused: 'maintenance',
  missed: 'failing',
  unknown: 'unknown',
};

async function scheduleParts(pool: Pool, scope: WidgetScope): Promise<Part[]> {
  const rows = await selectSchedules(pool, {
    environments: scope.environment === undefined ? null : [scope.environment],
    systems: null,
    names: [scope.schedule ?? ''],
    queues: scope.queue === undefined ? null : [scope.queue],
    limit: maxItems,
    afterId: null,
  });
  return rows
    .filter((row) => (scope.source ?? row.source) === row.source && (scope.job ?? row.job) === row.job)
    .map((row) => {
      const label = row.status;
      return { name: row.name, label, status: stateOfSchedule[label] ?? 'degraded' };
    });
}

async function measureLanes(pool: Pool, scope: WidgetScope, wrong: Wrong, nowMs: number): Promise<WidgetFigures> {
  const list = (word: string | undefined) => (word === undefined ? undefined : [word]);
  const { environment, queue, job, source } = scope;
  const filter = { environment: list(environment), queue: list(queue), job: list(job) };
  const { queueIds, jobIds } = await resolveFilter(pool, filter, null);
  const rows = (await selectQueues(pool, queueIds)).filter((row) => (source ?? row.source) === row.source);
  const lanes = rows.map((row) => row.id);
  const window = { fromMs: nowMs - windowMs, toMs: nowMs };
  const [views, sums, spark] = await Promise.all([
    viewsOf(pool, rows, window, nowMs),
    jobIds === null ? null : sumsOfJobs(pool, lanes, jobIds, nowMs),
    sparkOf(pool, lanes, jobIds, nowMs),
  ]);
  const figures = sums ? figuresOf(sums.total, window, null) : views.total.window;
  // of a job, the lanes that it runs in; a lane that nobody reads any more and that was quiet all the hour says nothing
  const isHeard = (index: number): boolean => {
    const view = views.items[index];
    const isAlive = rows[index]?.pollMs !== null || (view?.window.started ?? 0) + (view?.window.enqueued ?? 0) > 0;
    return isAlive && (sums === null || sums.lanes.has(rows[index]?.id ?? 0));
  };
  const heard = views.items.filter((_, index) => isHeard(index));
  const parts: Part[] =
    scope.schedule === undefined
      ? heard.map((view) => ({ name: view.name, label: view.health, status: stateOfHealth[view.health] }))
      : await scheduleParts(pool, scope);
  const firing = wrong.firing.filter((alert) => concerns(scope, alert));
  const state = judge({
    isMaintained: isMaintained(scope, wrong.silences, nowMs),
    severities: firing.map(({ severity }) => severity),
    parts: parts.map(({ status }) => status),
  });
  const ended = figures.succeeded + figures.dead;
  const isPerLane = job === undefined && scope.schedule === undefined;
  return {
    state,
    statusText: sentences[state],
    failureRate: scope.schedule === undefined ? figures.runFailureRate : null,
    p95Ms: scope.schedule === undefined ? figures.durationMs.p95 : null,
    throughputPerMin: parts.length > 0 && scope.schedule === undefined ? round(ended / (windowMs / 60_000)) : null,
    backlog: isPerLane ? total(heard.map((view) => view.depth.queued)) : null,
    oldestWaitingMs: isPerLane ? greatest(heard.map((view) => view.oldestWaitingMs)) : null,
    firing: firing.length,
    steps: null,
    items: parts.slice(0, maxItems),
    spark: scope.schedule === undefined ? spark : [],
  };
}

const sentences: Record<WidgetState, string> = {
  ok: 'Working',
  degraded: 'Degraded',
  failing: 'Failing',
  maintenance: 'Planned work',
  unknown: 'No fresh data',
};

const round = (value: number): number => Math.round(value * 100) / 100;
const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
/** Null as soon as one part is not known: a sum with a hole is not the sum. */
const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : known(values).reduce((a, b) => a + b, 0);
const greatest = (values: readonly (number | null)[]): number | null =>
  known(values).length === 0 ? null : Math.max(...known(values));

async function sumsOfJobs(pool: Pool, queueIds: number[], jobIds: number[], nowMs: number) {
  const cells = await selectRollup(pool, {
    queueIds,
    jobIds,
    segments: segmentsOf(nowMs - windowMs, nowMs, nowMs, true),
    bucketMs: oneBucketMs,
    isPerJob: true,
    histograms: ofFigures,
  });
  return {
    total: cells.reduce<Sums>((sums, one) => addSums(sums, one), noSums()),
    lanes: new Set(cells.map((cell) => cell.queueId)),
  };
}

async function sparkOf(
  pool: Pool,
  queueIds: number[],
  jobIds: number[] | null,
  nowMs: number,
): Promise<(number | null)[]> {
  const toMs = Math.floor(nowMs / sparkStepMs) * sparkStepMs;
  const fromMs = toMs - sparkSteps * sparkStepMs;
  const cells = await selectRollup(pool, {
    queueIds,
    jobIds,
    segments: [{ grain: 300, fromMs, toMs }],
    bucketMs: sparkStepMs,
    isPerJob: false,
    histograms: [],
  });
  const ended = new Map<number, number>();
  for (const cell of cells) ended.set(cell.atMs, (ended.get(cell.atMs) ?? 0) + cell.succeeded + cell.dead);
  const first = Math.min(...ended.keys());
  return Array.from({ length: sparkSteps }, (_, i) => {
    const at = fromMs + i * sparkStepMs;
    return ended.get(at) ?? (at < first ? null : 0);
  });
}
