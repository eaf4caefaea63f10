// Query strings that the API and our own pages share. Free of zod, so that browsers need not load it.

export type QueryValue = string | number | readonly string[] | undefined | null;
export type Query = Readonly<Record<string, QueryValue>>;

/** Names in a fixed order, empty values left out, lists by comma (repeated where an item has a comma): "environment=demo&q=x". */
export function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'string' || typeof value === 'number') params.set(name, String(value));
    else if (value.some((item) => item.includes(','))) for (const item of value) params.append(name, item);
    else if (value.length > 0) params.set(name, value.join(','));
  }
  return params.toString();
}

/** `path?query`, or `path` alone when the query is empty. */
export function withQuery(path: string, query: Query): string {
  const text = queryString(query);
  return text === '' ? path : `${path}?${text}`;
}
