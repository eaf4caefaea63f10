// Series over time.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { HeatmapAnswer } from '#lib/contracts/heatmap.ts';
import type { Metric } from '#lib/contracts/metric.ts';
import { askMetric } from './ask-metric.ts';
import { fetchJson } from './fetch-json.ts';
import { liveFigures } from './live-kind.ts';
import type { Query } from './query-string.ts';

/** One metric under a filter; `query` may carry `groupBy` and `stepMs`. */
export const metricOptions = (metric: Metric, query: Query) =>
  queryOptions({
    queryKey: ['metric', metric, query],
    queryFn: ({ signal }) => askMetric(metric, query, signal),
    placeholderData: keepPreviousData,
    meta: liveFigures,
  });

/** How durations or waits spread; `query` carries `of` and `stepMs`. */
export const heatmapOptions = (query: Query) =>
  queryOptions({
    queryKey: ['heatmap', query],
    queryFn: ({ signal }) => fetchJson<HeatmapAnswer>('/metrics/heatmap', { query, signal }),
    placeholderData: keepPreviousData,
    meta: liveFigures,
  });
