// The web process's settings and its one instance of the sign-in library; on globalThis like the pool.
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { type Auth, createAuth } from './auth.ts';
import { publicUrl } from './public-url.ts';

const slot = globalThis as typeof globalThis & { signalboxWebAuth?: Auth };

/** What sessions are signed with; throws `unavailable` without SIGNALBOX_SECRET. */
export function webSecret(): string {
  const secret = process.env.SIGNALBOX_SECRET;
  if (!secret) throw new AppError('unavailable', 'SIGNALBOX_SECRET is not set: start with npm start');
  return secret;
}

export function webAuth(): Auth {
  slot.signalboxWebAuth ??= createAuth(webPool(), { url: publicUrl(), secret: webSecret() });
  return slot.signalboxWebAuth;
}

/** The bootstrap token from the settings, when it is long enough to be one. */
export function bootstrapToken(): string | null {
  const token = process.env.SIGNALBOX_BOOTSTRAP_TOKEN;
  return token && token.length >= 32 ? token : null;
}
