// Headers of every page, with a fresh nonce for its scripts, and a clear answer to addresses that cannot be read. Access is not
// decided here: pages and routes ask the access table themselves (lib/auth/authorise.ts).
import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { hereHeader } from '#lib/auth/here-header.ts';
import { basePathOf, publicUrl } from '#lib/auth/public-url.ts';
import { AppError } from '#lib/errors.ts';
import { errorReply } from '#lib/http/error-reply.ts';
import { pageHeaders } from '#lib/http/security-headers.ts';

/**
 * Everything but the API, which sets its own headers, widgets, which may be framed, the public status page, and files of the build; of
 * those only what has something to decode.
 */
export const config = {
  matcher: [
    '/((?!api/|check-in/|embed/|status$|mcp$|_next/static/|livez|readyz|metrics).*)',
    '/:root(api|check-in|embed)/:rest(.*%.*)',
  ],
};

const isOfProgram = /^\/(?:api|check-in|embed)\//;
/** Matches no page, so that the page for unknown addresses answers. */
const nowhere = '/-/nowhere';

/** Next itself answers a path that cannot be decoded with a bare 500. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

export function proxy(request: NextRequest): Response {
  const { pathname } = request.nextUrl;
  if (!isOfProgram.test(pathname)) return answerPage(request);
  if (isDecodable(pathname)) return NextResponse.next();
  const message = 'This path cannot be decoded: a percent sign is written as %25.';
  return errorReply(new AppError('invalid_input', message), pathname);
}

function answerPage(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const answered = pageHeaders(nonce, {
    isHttps: publicUrl().startsWith('https://'),
    isDevelopment: process.env.NODE_ENV === 'development',
    basePath: basePathOf(publicUrl()),
  });
  // Next puts the nonce of this request header on its own scripts; whatever a client sent under these names is overwritten
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', answered['content-security-policy'] as string);
  headers.delete('x-nonce');
  // where to come back to after signing in: pages cannot see their own query otherwise
  headers.set(hereHeader, request.nextUrl.pathname + request.nextUrl.search);
  const given = { request: { headers } };
  const elsewhere = request.nextUrl.clone();
  elsewhere.pathname = nowhere;
  const response = isDecodable(request.nextUrl.pathname)
    ? NextResponse.next(given)
    : NextResponse.rewrite(elsewhere, given);
  for (const [name, value] of Object.entries(answered)) response.headers.set(name, value);
  return response;
}
