// Cross-site request forgery: a browser's cookie must not act for another site.

/**
 * Why an unsafe request must be refused, or null when it may go on. A bearer token is no ambient authority and passes.
 * With a cookie: `Sec-Fetch-Site: same-origin`, or an `Origin` that is exactly ours. Without any proof of identity
 * (signing in, first setup) a request that carries neither header comes from no browser and passes; bodies must be JSON
 * there too, which no form of another site can send.
 */
export function originFault(headers: Headers, ourUrl: string): string | null {
  if (headers.has('authorization')) return null;
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin') return null;
  const origin = headers.get('origin');
  if (origin !== null && origin === new URL(ourUrl).origin) return null;
  if (site === null && origin === null && !headers.has('cookie')) return null;
  return `This request came from another origin than ${new URL(ourUrl).origin}, the address in SIGNALBOX_URL.`;
}
