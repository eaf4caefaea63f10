// Queues and job types with their figures.
import { queryOptions } from '@tanstack/react-query';
import type { JobList } from '#lib/contracts/job.ts';
import type { QueueList, QueueView } from '#lib/contracts/queue.ts';
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
