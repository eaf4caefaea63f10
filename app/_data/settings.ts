// Keys, users, sessions and the audit trail.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditRecord } from '#lib/contracts/audit.ts';
import type { KeyCreated, KeyInput, KeyView } from '#lib/contracts/key.ts';
import type { Page } from '#lib/contracts/page.ts';
import type {
  PasswordChange,
  SessionRowList,
  UserChange,
  UserCreated,
  UserInput,
  UserList,
} from '#lib/contracts/user.ts';
import { fetchJson } from './fetch-json.ts';

export const keysOptions = () =>
  queryOptions({
    queryKey: ['keys'],
    queryFn: ({ signal }) => fetchJson<Page<KeyView>>('/keys', { query: { limit: 200 }, signal }),
  });
export const addKey = (input: KeyInput) => fetchJson<KeyCreated>('/keys', { method: 'POST', body: input });
export const revokeKey = (id: string) => fetchJson<void>(`/keys/${id}`, { method: 'DELETE' });

export const usersOptions = () =>
  queryOptions({
    queryKey: ['users'],
    queryFn: ({ signal }) => fetchJson<UserList>('/users', { query: { limit: 200 }, signal }),
  });
export const addUser = (input: Partial<UserInput> & Pick<UserInput, 'email'>) =>
  fetchJson<UserCreated>('/users', { method: 'POST', body: input });
export const changeUser = (id: string, change: UserChange) =>
  fetchJson<unknown>(`/users/${id}`, { method: 'PATCH', body: change });
export const removeUser = (id: string) => fetchJson<void>(`/users/${id}`, { method: 'DELETE' });
export const resetTwoStep = (id: string) => fetchJson<void>(`/users/${id}/two-step`, { method: 'DELETE' });

export const sessionsOptions = () =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => fetchJson<SessionRowList>('/sessions', { signal }),
  });
export const endSession = (id: string) => fetchJson<void>(`/sessions/${id}`, { method: 'DELETE' });
export const changePassword = (change: PasswordChange) =>
  fetchJson<void>('/session', { method: 'PATCH', body: change });

export const auditOptions = () =>
  infiniteQueryOptions({
    queryKey: ['audit'],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<Page<AuditRecord>>('/audit', { query: { limit: 100, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
