'use client';
// The filters of the list of runs, in the URL under the API's own names.
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { Query } from '#app/_data/query-string.ts';
import type { RunSort } from '#lib/contracts/run.ts';

const sorts: readonly RunSort[] = ['-enqueuedAt', '-finishedAt', '-durationMs', '-waitMs'];
const list = parseAsArrayOf(parseAsString).withDefault([]);
const text = parseAsString.withDefault('');

const parsers = {
  source: list,
  system: list,
  queue: list,
  job: list,
  state: list,
  worker: list,
  tenant: list,
  version: list,
  errorGroup: list,
  schedule: list,
  correlationId: list,
  minDurationMs: text,
  minWaitMs: text,
  maxDurationMs: text,
  maxWaitMs: text,
  minFailedAttempts: text,
  by: text,
  q: text,
  sort: parseAsStringLiteral(sorts),
};
export type FilterName = Exclude<keyof typeof parsers, 'sort'>;
export const filterNames = Object.keys(parsers).filter((name) => name !== 'sort') as FilterName[];

/** The filters, their setter, and the same as a query for the API (without the sort). What ended in a window comes by its end, if nothing else is asked for. */
export function useRunFilters() {
  const [asked, setFilters] = useQueryStates(parsers, { history: 'push' });
  const usual: RunSort = asked.by === 'finishedAt' ? '-finishedAt' : '-enqueuedAt';
  const filters = { ...asked, sort: asked.sort ?? usual };
  const query: Query = Object.fromEntries(filterNames.map((name) => [name, filters[name]]));
  return { filters, setFilters, query };
}
