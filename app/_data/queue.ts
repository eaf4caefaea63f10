// Queues and job types with their figures.
import { queryOptions } from '@tanstack/react-query';
import type { JobList, JobView, VersionList } from '#lib/contracts/job.ts';
import type { Composition, QueueList, QueueView } from '#lib/contracts/queue.ts';
import { fetchJson } from './fetch-json.ts';
import { liveFigures } from './live-kind.ts';
import type { Query } from './query-string.ts';

export const queuesOptions = (query: Query) =>
  queryOptions({
    queryKey: ['queues', query],
    queryFn: ({ signal }) => fetchJson<QueueList>('/queues', { query: { ...query, limit: 200 }, signal }),
    meta: liveFigures,
  });

export const queueOptions = (id: string, query: Query) =>
  queryOptions({
    queryKey: ['queue', id, query],
    queryFn: ({ signal }) => fetchJson<QueueView>(`/queues/${encodeURIComponent(id)}`, { query, signal }),
    meta: liveFigures,
  });

export const jobsOptions = (query: Query) =>
  queryOptions({
    queryKey: ['jobs', query],
    queryFn: ({ signal }) => fetchJson<JobList>('/jobs', { query: { ...query, limit: 200 }, signal }),
    meta: liveFigures,
  });

export const jobOptions = (id: string, query: Query) =>
  queryOptions({
    queryKey: ['job', id, query],
    queryFn: ({ signal }) => fetchJson<JobView>(`/jobs/${encodeURIComponent(id)}`, { query, signal }),
    meta: liveFigures,
  });

export const versionsOptions = (id: string, query: Query) =>
  queryOptions({
    queryKey: ['job', id, 'versions', query],
    queryFn: ({ signal }) => fetchJson<VersionList>(`/jobs/${encodeURIComponent(id)}/versions`, { query, signal }),
    meta: liveFigures,
  });

export const compositionOptions = (id: string) =>
  queryOptions({
    queryKey: ['queue', id, 'composition'],
    queryFn: ({ signal }) => fetchJson<Composition>(`/queues/${encodeURIComponent(id)}/composition`, { signal }),
    meta: liveFigures,
  });
