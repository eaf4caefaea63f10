// What every page shares through its URL, environment and window, as a question for the API: in the browser, and on the server for what a page
// brings along.
import type { Query } from './query-string.ts';
import { defaultFrom } from './window.ts';

export interface Scope {
  /** Empty = all. */
  environment: string;
  from: string;
  to: string;
}

/** What a URL without them says. */
export const defaultScope: Scope = { environment: '', from: defaultFrom, to: 'now' };

/** The scope as a query for the API; defaults are left out of links and told in requests. */
export const scopeQuery = (scope: Scope): Query => ({
  environment: scope.environment,
  from: scope.from,
  to: scope.to === 'now' ? undefined : scope.to,
});

/** Of one thing that is in an environment anyway, only when. */
export const windowQuery = ({ from, to }: Scope): Query => scopeQuery({ environment: '', from, to });

export type SearchParams = Record<string, string | string[] | undefined>;

/** The scope of a page's URL, as `useScope` reads it. */
export function scopeOf(params: SearchParams): Scope {
  const one = (name: keyof Scope): string => {
    const value = params[name];
    return (Array.isArray(value) ? value[0] : value) ?? defaultScope[name];
  };
  return { environment: one('environment'), from: one('from'), to: one('to') };
}
