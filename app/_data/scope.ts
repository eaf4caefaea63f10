'use client';
// What every page shares through its URL: environment and window.
import { parseAsString, useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import type { Query } from './query-string.ts';
import { withQuery } from './query-string.ts';
import { defaultScope } from './scope-query.ts';
import { defaultFrom } from './window.ts';

export { type Scope, scopeQuery, windowQuery } from './scope-query.ts';

const scopeParsers = {
  environment: parseAsString.withDefault(defaultScope.environment).withOptions({ history: 'push' }),
  from: parseAsString.withDefault(defaultScope.from).withOptions({ history: 'push' }),
  to: parseAsString.withDefault(defaultScope.to).withOptions({ history: 'push' }),
};

/** The scope and its setter. */
export function useScope() {
  return useQueryStates(scopeParsers);
}

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
