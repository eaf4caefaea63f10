// The remaining lists, one query each.
import { queryOptions } from '@tanstack/react-query';
import type { DeadLetterList } from '#lib/contracts/dead-letter.ts';
import type { DeployList } from '#lib/contracts/deploy.ts';
import type { SourceList } from '#lib/contracts/source.ts';
import type { Trust } from '#lib/contracts/trust.ts';
import type { WorkerList } from '#lib/contracts/worker.ts';
import { fetchJson } from './fetch-json.ts';
import { liveFigures, liveTrust } from './live-kind.ts';
import type { Query } from './query-string.ts';

export const deadLettersOptions = (query: Query, limit = 200) =>
  queryOptions({
    queryKey: ['dead-letters', query, limit],
    queryFn: ({ signal }) => fetchJson<DeadLetterList>('/dead-letters', { query: { ...query, limit }, signal }),
    meta: liveFigures,
  });

export const workersOptions = (query: Query) =>
  queryOptions({
    queryKey: ['workers', query],
    queryFn: ({ signal }) => fetchJson<WorkerList>('/workers', { query: { ...query, limit: 200 }, signal }),
    meta: liveFigures,
  });

export const deploysOptions = (query: Query) =>
  queryOptions({
    queryKey: ['deploys', query],
    queryFn: ({ signal }) => fetchJson<DeployList>('/deploys', { query, signal }),
    staleTime: 30_000,
  });

export const sourcesOptions = () =>
  queryOptions({
    queryKey: ['sources'],
    queryFn: ({ signal }) => fetchJson<SourceList>('/sources', { query: { limit: 200 }, signal }),
    meta: liveTrust,
  });

export const trustOptions = () =>
  queryOptions({
    queryKey: ['trust'],
    queryFn: ({ signal }) => fetchJson<Trust>('/trust', { signal }),
    meta: liveTrust,
  });
