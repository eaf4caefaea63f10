// An alert in context: what it watches, how it came to fire, what happened before, and the runs behind it.
import { listInstances } from '#lib/api/alerts/instances.ts';
import { listRuns } from '#lib/api/list-runs.ts';
import { queryMetric } from '#lib/api/query-metric.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { filterQuery, readQuery } from '#lib/contracts/filter.ts';
import { metricQuery } from '#lib/contracts/metric.ts';
import { runListQuery } from '#lib/contracts/run.ts';
import { selectHistory } from '#lib/db/alert/select-history.ts';
import { AppError } from '#lib/errors.ts';

const evidenceRuns = 10;
const pastChanges = 20;

/** Throws AppError('not_found') for an alert that is over or may not be seen. */
export async function explainAlert(caller: Caller, id: string, nowMs: number): Promise<unknown> {
  const alert = (await listInstances(caller, nowMs)).items.find((one) => one.id === id);
  if (!alert) throw new AppError('not_found', 'There is no such alert, or it is over.');
  // the page behind an alert carries the very filters that it watches
  const query = filterQuery.safeParse(readQuery(new URL(alert.path, 'http://localhost').searchParams)).data ?? {};
  const metric = metricQuery.safeParse({ ...query, metric: alert.metric });
  const [series, runs, history] = await Promise.all([
    metric.success ? queryMetric(caller, metric.data, nowMs) : null,
    listRuns(caller, runListQuery.parse({ ...query, limit: evidenceRuns }), nowMs),
    caller.environment === null
      ? selectHistory(caller.pool, { ruleId: alert.rule.id, beforeId: null, limit: pastChanges })
      : [],
  ]);
  return {
    alert,
    series,
    runs: runs.items,
    history: history.map(({ at, labels, from, to, value, threshold, reason }) => ({
      at,
      labels,
      from,
      to,
      value,
      threshold,
      reason,
    })),
  };
}
