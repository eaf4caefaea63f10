// Signing in through an OpenID provider: where to send somebody, and what to do when they come back.
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { log } from '#lib/log.ts';
import { noteRefusal } from './note-refusal.ts';
import { createOidcAuth, type OidcAuth, providerId } from './oidc-auth.ts';
import { type OidcSettings, readOidc } from './oidc-settings.ts';
import { publicUrl } from './public-url.ts';
import { needsSetup } from './setup-code.ts';
import { cookiesOf } from './sign-in.ts';
import { refuseUntil, signInLimits } from './sign-in-limits.ts';
import { webSecret } from './web-secret.ts';

const patienceMs = 10_000;
const slot = globalThis as typeof globalThis & { signalboxOidc?: { settings: OidcSettings; auth: OidcAuth } | null };

function configured() {
  if (slot.signalboxOidc === undefined) {
    const settings = readOidc(process.env);
    slot.signalboxOidc = settings && {
      settings,
      auth: createOidcAuth(webPool(), { url: publicUrl(), secret: webSecret() }, settings),
    };
  }
  if (slot.signalboxOidc === null) throw new AppError('not_found', 'No OpenID provider is set: SIGNALBOX_OIDC_ISSUER.');
  return slot.signalboxOidc;
}

/** The provider's host, as people know it; null when none is set. */
export function providerName(): string | null {
  const settings = readOidc(process.env);
  return settings && new URL(settings.issuer).host;
}

const silent = (issuer: string, cause?: unknown) =>
  new AppError('unavailable', `${new URL(issuer).host} does not answer: sign in with a password, or try again.`, {
    cause,
    retryAfterSeconds: 10,
  });

/** Rejects with `unavailable` when the provider takes too long; what was begun goes on for the next try. */
async function soon<T>(issuer: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(issuer)), patienceMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Where to send the browser, and the cookie by which we know it again. `next`: a path of ours to go to afterwards. */
export async function startOidc(
  headers: Headers,
  next: string,
  nowMs: number,
): Promise<{ url: string; cookies: Headers }> {
  const { settings, auth } = configured();
  const { address } = signInLimits();
  refuseUntil(address.waitSeconds(addressOf(headers), nowMs));
  if (await needsSetup(webPool()))
    throw new AppError('conflict', 'The first admin is made with the code that was printed at the start.');
  const url = publicUrl();
  const begun = auth.api.signInSocial({
    body: {
      provider: providerId,
      callbackURL: url + next,
      errorCallbackURL: `${url}/sign-in?next=${encodeURIComponent(next)}`,
    },
    headers,
    asResponse: true,
  });
  const response = await soon(settings.issuer, begun);
  if (!response.ok) {
    address.fail(addressOf(headers), nowMs);
    throw silent(settings.issuer, await response.text());
  }
  const { socialProviders } = await auth.$context;
  const found = socialProviders.find(({ id }) => id === providerId)?.issuer;
  if (found !== settings.issuer)
    throw new AppError('unavailable', `The provider calls itself ${found}: set SIGNALBOX_OIDC_ISSUER to exactly that.`);
  const answer = (await response.json()) as { url: string };
  return { url: answer.url, cookies: cookiesOf(response) };
}

/**
 * Ends what `startOidc` began, with the provider's answer; returns where to go and the cookies to set. What fails leads to
 * the sign-in page with `error`: the library's code, or one of ours.
 */
export async function finishOidc(
  headers: Headers,
  query: Record<string, string>,
  nowMs: number,
): Promise<{ url: string; cookies: Headers }> {
  const { settings, auth } = configured();
  const { address } = signInLimits();
  const refused = (error: string) => ({ url: `${publicUrl()}/sign-in?error=${error}`, cookies: new Headers() });
  if (address.waitSeconds(addressOf(headers), nowMs) > 0) return refused('too_busy');
  const call = { method: 'GET', params: { id: providerId }, query, headers, asResponse: true } as const;
  const response = await soon(settings.issuer, auth.api.callbackOAuth(call)).catch((error: unknown) => {
    log.warn({ err: error, issuer: settings.issuer }, 'the OpenID provider fails');
    return null;
  });
  const url = response?.headers.get('location');
  if (!response || !url) return refused('unavailable');
  const cookies = cookiesOf(response);
  if (!cookies.getSetCookie().some(isSession)) {
    address.fail(addressOf(headers), nowMs);
    const fault = new URL(url, publicUrl()).searchParams.get('error');
    noteRefusal('a sign-in through the OpenID provider failed', { address: addressOf(headers), fault: fault ?? '' });
  }
  return { url, cookies };
}

const isSession = (cookie: string): boolean => /^(__Host-|__Secure-)?signalbox_session=[^;]/.test(cookie);
