// Headers of every page, with a fresh nonce for its scripts. Access is not decided here: pages and routes ask the access
// table themselves (lib/auth/authorise.ts).
import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { hereHeader } from '#lib/auth/here-header.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { pageHeaders } from '#lib/http/security-headers.ts';

/** Everything but the API, which sets its own headers, widgets, which may be framed, the public status page, and files of the build. */
export const config = { matcher: ['/((?!api/|check-in/|embed/|status$|mcp$|_next/static/|livez|readyz|metrics).*)'] };

export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const answered = pageHeaders(nonce, {
    isHttps: publicUrl().startsWith('https://'),
    isDevelopment: process.env.NODE_ENV === 'development',
  });
  // Next puts the nonce of this request header on its own scripts; whatever a client sent under these names is overwritten
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', answered['content-security-policy'] as string);
  headers.delete('x-nonce');
  // where to come back to after signing in: pages cannot see their own query otherwise
  headers.set(hereHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answered)) response.headers.set(name, value);
  return response;
}
