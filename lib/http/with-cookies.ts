import { apiHeaders } from './security-headers.ts';

/** Nothing to say, but these cookies to set or take away. */
export function withCookies(cookies: Headers): Response {
  const headers = new Headers(cookies);
  for (const [name, value] of Object.entries(apiHeaders)) headers.set(name, value);
  return new Response(null, { status: 204, headers });
}
