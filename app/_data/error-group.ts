// Error groups: lists, one of them, whom it hit, and what people decide about them.
import { queryOptions } from '@tanstack/react-query';
import type {
  AffectedKind,
  AffectedList,
  ErrorGroup,
  ErrorGroupChange,
  ErrorGroupList,
} from '#lib/contracts/error-group.ts';
import { atBase } from './base-path.ts';
import { fetchJson } from './fetch-json.ts';
import { liveFigures } from './live-kind.ts';
import { type Query, withQuery } from './query-string.ts';

export const errorsOptions = (query: Query) =>
  queryOptions({
    queryKey: ['errors', query],
    queryFn: ({ signal }) => fetchJson<ErrorGroupList>('/errors', { query: { ...query, limit: 200 }, signal }),
    meta: liveFigures,
  });

export const errorOptions = (fingerprint: string, query: Query) =>
  queryOptions({
    queryKey: ['errors', fingerprint, query],
    queryFn: ({ signal }) => fetchJson<ErrorGroup>(`/errors/${encodeURIComponent(fingerprint)}`, { query, signal }),
    meta: liveFigures,
  });

export const affectedOptions = (fingerprint: string, of: AffectedKind, query: Query) =>
  queryOptions({
    queryKey: ['errors', fingerprint, 'affected', of, query],
    queryFn: ({ signal }) =>
      fetchJson<AffectedList>(`/errors/${encodeURIComponent(fingerprint)}/affected`, {
        query: { ...query, of, limit: 50 },
        signal,
      }),
    meta: liveFigures,
  });

/** Where all of them lie as CSV. */
export const affectedFile = (fingerprint: string, of: AffectedKind, query: Query): string =>
  withQuery(atBase(`/api/v1/errors/${encodeURIComponent(fingerprint)}/affected.csv`), { ...query, of });

export const changeErrors = (fingerprints: readonly string[], change: ErrorGroupChange) =>
  fetchJson<{ changed: number }>('/errors', { method: 'PATCH', body: { ...change, fingerprints } });
