// Who is asking, signing in and out, and the first admin.
import { queryOptions } from '@tanstack/react-query';
import type { SearchAnswer } from '#lib/contracts/search.ts';
import type { OidcStarted, SessionView, SetupInput, SignInInput } from '#lib/contracts/session.ts';
import type { SecondStepAsked, SecondStepInput } from '#lib/contracts/two-step.ts';
import { fetchJson } from './fetch-json.ts';

export const sessionOptions = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => fetchJson<SessionView>('/session', { signal }),
    staleTime: 300_000,
  });

/** Undefined: signed in. */
export const signIn = (input: SignInInput) =>
  fetchJson<SecondStepAsked | undefined>('/session', { method: 'POST', body: input });
export const passSecondStep = (input: SecondStepInput) =>
  fetchJson<void>('/session/second-step', { method: 'POST', body: input });
export const startOidc = (next: string) => fetchJson<OidcStarted>('/session/oidc', { method: 'POST', body: { next } });
export const signOut = () => fetchJson<unknown>('/session', { method: 'DELETE' });
export const setUp = (input: SetupInput) => fetchJson<unknown>('/setup', { method: 'POST', body: input });

export const searchOptions = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => fetchJson<SearchAnswer>('/search', { query: { q, limit: 12 }, signal }),
    enabled: q.trim() !== '',
    staleTime: 10_000,
  });
