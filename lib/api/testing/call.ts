// Calls a route's handler as the server would, without one (tests only).
import { forgetWebPool } from '#lib/db/web-pool.ts';
import type { Handler } from '#lib/http/route.ts';

export const bootstrap = 'bootstrap-token-for-tests-0123456789abcdef';

/** Points the web process's pool, secret and bootstrap token at a test database. Call before the first route runs. */
export function useDatabase(url: string): void {
  forgetWebPool();
  process.env.DATABASE_URL = url;
  process.env.SIGNALBOX_SECRET = 'a secret for tests that nobody uses elsewhere';
  process.env.SIGNALBOX_BOOTSTRAP_TOKEN = bootstrap;
  process.env.SIGNALBOX_URL = 'http://localhost:3000';
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** `token`: a bearer token, null for nobody; default the bootstrap token. */
export async function call<T>(
  handler: Handler,
  path: string,
  options: {
    method?: string;
    token?: string | null;
    body?: unknown;
    headers?: Record<string, string>;
    params?: Record<string, string>;
  } = {},
): Promise<Answer<T>> {
  const headers = new Headers(options.headers);
  const token = options.token === undefined ? bootstrap : options.token;
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const request = new Request(`http://localhost:3000${path}`, {
    method: options.method ?? 'GET',
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const response = await handler(request, { params: Promise.resolve(options.params ?? {}) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
}
