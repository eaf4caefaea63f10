// One metric, asked for together with all others that the page wants of the same window, filter and steps at that moment: charts ask
// line by line, and a request each would wait in the browser's queue.
import type { Metric, MetricAnswer, MetricAnswers } from '#lib/contracts/metric.ts';
import { fetchJson } from './fetch-json.ts';
import { type Query, queryString } from './query-string.ts';

/** As many as the API takes. */
const most = 16;

interface Batch {
  query: Query;
  asked: Map<Metric, PromiseWithResolvers<MetricAnswer>>;
  /** Of those that still want it. */
  wanted: Set<AbortSignal>;
  stop: AbortController;
}
const open = new Map<string, Batch>();

async function send({ query, asked, stop }: Batch): Promise<void> {
  const metrics = [...asked.keys()];
  const { signal } = stop;
  try {
    const items =
      metrics.length === 1
        ? [await fetchJson<MetricAnswer>('/metrics/query', { query: { ...query, metric: metrics[0] }, signal })]
        : (await fetchJson<MetricAnswers>('/metrics/queries', { query: { ...query, metrics }, signal })).items;
    for (const [place, metric] of metrics.entries()) asked.get(metric)?.resolve(items[place] as MetricAnswer);
  } catch (error) {
    for (const { reject } of asked.values()) reject(error);
  }
}

/** `signal`: the request is given up when nobody wants any of it any more. */
export function askMetric(metric: Metric, query: Query, signal: AbortSignal): Promise<MetricAnswer> {
  const key = queryString(query);
  let batch = open.get(key);
  if (!batch || batch.asked.size >= most) {
    const next: Batch = { query, asked: new Map(), wanted: new Set(), stop: new AbortController() };
    open.set(key, next);
    // when all parts of the page that came up together have asked
    setTimeout(() => {
      if (open.get(key) === next) open.delete(key);
      void send(next);
    });
    batch = next;
  }
  const { asked, wanted, stop } = batch;
  wanted.add(signal);
  signal.addEventListener('abort', () => {
    wanted.delete(signal);
    if (wanted.size === 0) stop.abort(signal.reason);
  });
  const known = asked.get(metric) ?? Promise.withResolvers<MetricAnswer>();
  asked.set(metric, known);
  return known.promise;
}
