// The web process's settings and its one instance of the sign-in library; on globalThis like the pool.
import { webPool } from '#lib/db/web-pool.ts';
import { type Auth, createAuth } from './auth.ts';
import { publicUrl } from './public-url.ts';
import { webSecret } from './web-secret.ts';

const slot = globalThis as typeof globalThis & { signalboxWebAuth?: Auth };

export function webAuth(): Auth {
  slot.signalboxWebAuth ??= createAuth(webPool(), { url: publicUrl(), secret: webSecret() });
  return slot.signalboxWebAuth;
}

/** The bootstrap token from the settings, when it is long enough to be one. */
export function bootstrapToken(): string | null {
  const token = process.env.SIGNALBOX_BOOTSTRAP_TOKEN;
  return token && token.length >= 32 ? token : null;
}
