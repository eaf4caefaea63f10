'use client';
// What every page shares through its URL: environment and window.
import { parseAsString, useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import type { Query } from './query-string.ts';
import { withQuery } from './query-string.ts';
import { defaultFrom } from './window.ts';

const scopeParsers = {
  environment: parseAsString.withDefault('').withOptions({ history: 'push' }),
  from: parseAsString.withDefault(defaultFrom).withOptions({ history: 'push' }),
  to: parseAsString.withDefault('now').withOptions({ history: 'push' }),
};

export interface Scope {
  /** Empty = all. */
  environment: string;
  from: string;
  to: string;
}

/** The scope and its setter. */
export function useScope() {
  return useQueryStates(scopeParsers);
}

/** The scope as a query for the API; defaults are left out of links and told in requests. */
export const scopeQuery = (scope: Scope): Query => ({
  environment: scope.environment,
  from: scope.from,
  to: scope.to === 'now' ? undefined : scope.to,
});

/** Makes links that carry the scope along: `link('/runs', { queue: 'email' })`. */
export function useScopedLink(): (path: string, query?: Query) => string {
  const [scope] = useScope();
  const { environment, from, to } = scope;
  return useCallback(
    (path, query = {}) =>
      withQuery(path, {
        environment,
        from: from === defaultFrom ? undefined : from,
        to: to === 'now' ? undefined : to,
        ...query,
      }),
    [environment, from, to],
  );
}
