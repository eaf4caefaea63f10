'use client';
// What is asked, in the URL under the API's own names.
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { Query } from '#app/_data/query-string.ts';
import { handoffLabels, metrics } from '#lib/contracts/metric-names.ts';

export const chartKinds = ['line', 'bars', 'spread', 'table'] as const;
export type ChartKind = (typeof chartKinds)[number];
export const filterNames = ['source', 'system', 'queue', 'job'] as const;
export type FilterName = (typeof filterNames)[number];

const list = parseAsArrayOf(parseAsString).withDefault([]);
const parsers = {
  metric: parseAsStringLiteral(metrics).withDefault('duration.p95'),
  groupBy: parseAsArrayOf(parseAsStringLiteral(handoffLabels)).withDefault(['queue']),
  chart: parseAsStringLiteral(chartKinds).withDefault('line'),
  source: list,
  system: list,
  queue: list,
  job: list,
};

/** The question, its setter, and its filters as a query. */
export function useQuestion() {
  const [question, setQuestion] = useQueryStates(parsers, { history: 'push' });
  const filter: Query = Object.fromEntries(filterNames.map((name) => [name, question[name]]));
  return { question, setQuestion, filter };
}
