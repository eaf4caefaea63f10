// What waits for a person: the counts beside the navigation's entries.
import { queryOptions } from '@tanstack/react-query';
import type { Attention } from '#lib/contracts/attention.ts';
import { fetchJson } from './fetch-json.ts';
import { liveAttention } from './live-kind.ts';
import type { Query } from './query-string.ts';

export const attentionOptions = (query: Query) =>
  queryOptions({
    queryKey: ['attention', query],
    queryFn: ({ signal }) => fetchJson<Attention>('/attention', { query, signal }),
    meta: liveAttention,
  });
