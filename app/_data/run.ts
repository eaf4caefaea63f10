// Runs: lists, one run, one journey.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FacetList } from '#lib/contracts/facet.ts';
import type { Journey } from '#lib/contracts/journey.ts';
import type { RunDetail, RunList, RunSort } from '#lib/contracts/run.ts';
import type { RunOutline } from '#lib/contracts/run-outline.ts';
import { fetchJson } from './fetch-json.ts';
import { liveRuns } from './live-kind.ts';
import type { Query } from './query-string.ts';

/** Runs under a filter, page by page. */
export const runsOptions = (query: Query, sort: RunSort = '-enqueuedAt', limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['runs', query, sort, limit],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<RunList>('/runs', { query: { ...query, sort, limit, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    meta: liveRuns,
  });

/** How many runs each further filter would leave. Counting reads many rows: not more often than it must. */
export const facetsOptions = (query: Query) =>
  queryOptions({
    queryKey: ['facets', query],
    queryFn: ({ signal }) => fetchJson<FacetList>('/runs/facets', { query, signal }),
    placeholderData: keepPreviousData,
    meta: { ...liveRuns, everyMs: 10_000 },
  });

export const runOptions = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => fetchJson<RunDetail>(`/runs/${encodeURIComponent(id)}`, { signal }),
    meta: { ...liveRuns, isSettled: (run: RunDetail) => run.finishedAt !== null },
  });

/** A run for its timeline: of many spans only what is drawn of them. `runOptions` tells the rest. */
export const runOutlineOptions = (id: string) =>
  queryOptions({
    queryKey: ['run-outline', id],
    queryFn: ({ signal }) => fetchJson<RunOutline>(`/runs/${encodeURIComponent(id)}/outline`, { signal }),
    meta: { ...liveRuns, isSettled: (run: RunOutline) => run.finishedAt !== null },
  });

export const journeyOptions = (correlationId: string) =>
  queryOptions({
    queryKey: ['journey', correlationId],
    queryFn: ({ signal }) => fetchJson<Journey>(`/journeys/${encodeURIComponent(correlationId)}`, { signal }),
    meta: { ...liveRuns, everyMs: 5_000 },
  });
