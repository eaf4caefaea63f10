// Headers of what is shown on other people's pages: no cookies, no scripts but our own by hash, framed only where the owner said.
import { createHash } from 'node:crypto';
import { type CardTheme, cardStyle } from './draw-card.ts';
import { pageScript, pageStyle } from './draw-page.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const common = { 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-robots-tag': 'noindex' };
const everywhere = { 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*' };
/** JSON and pages: browsers and proxies may keep them for less than one turn of the keeper and a half. */
const shortly = 'public, max-age=15, stale-while-revalidate=60';
/** Image proxies, as that of GitHub, ask again only when told so. */
const askAgain = 'no-cache';

const noFrames = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** `body` with a strong ETag, or 304 when the sender has it already. */
function reply(request: Request, body: string, headers: Record<string, string>): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const all: Record<string, string> = { ...common, ...headers, etag };
  const had = request.headers.get('if-none-match');
  const isSame = had?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
  if (isSame !== true) return new Response(body, { headers: all });
  const { 'content-type': _type, ...kept } = all;
  return new Response(null, { status: 304, headers: kept });
}

export function svgReply(request: Request, svg: string, theme: CardTheme | null): Response {
  const style = theme === null ? '' : `; style-src ${hashOf(cardStyle(theme))}`;
  return reply(request, svg, {
    ...everywhere,
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': askAgain,
    'content-security-policy': `${noFrames}${style}`,
  });
}

/** With the token in a header the answer is for its sender alone, and no page of another origin may read it. */
export function jsonReplyOf(request: Request, value: unknown): Response {
  const isPrivate = request.headers.has('authorization');
  return reply(request, JSON.stringify(value), {
    ...(isPrivate ? { vary: 'authorization' } : everywhere),
    'content-type': 'application/json; charset=utf-8',
    'cache-control': isPrivate ? 'private, max-age=15' : shortly,
    'content-security-policy': noFrames,
  });
}

/** The web component, whose path carries its version. */
export function scriptReply(request: Request, script: string): Response {
  return reply(request, script, {
    ...everywhere,
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=86400',
    'content-security-policy': noFrames,
  });
}

const styleHash = hashOf(pageStyle);
const scriptHash = hashOf(pageScript);

/** `frameOrigins`: who may show it in a frame, beside ourselves; null = nobody at all. */
export function pageReply(request: Request, html: string, frameOrigins: readonly string[] | null): Response {
  const ancestors = frameOrigins === null ? "'none'" : ["'self'", ...frameOrigins].join(' ');
  const policy = [
    "default-src 'none'",
    `style-src ${styleHash}`,
    `script-src ${scriptHash}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ];
  return reply(request, html, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': shortly,
    'content-security-policy': policy.join('; '),
  });
}
