// From a request to the widget that it may see: by the token in its path, by the token in its header beside the widget's id in
// the path, or by a signed URL. One look-up by key, remembered for two seconds; never a look at runs.
import { bearerOf } from '#lib/auth/api-token.ts';
import { createAttemptLimit } from '#lib/auth/attempt-limit.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { findWidget, noteFetched } from '#lib/db/widget/find-widget.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import type { Widget } from './figures.ts';
import { hashWidgetToken, isSignedFor, isWidgetToken, signingKeyOf } from './widget-token.ts';

const freshMs = 2_000;
/** A database that is away: what was known holds this long, so that a revocation takes effect within a minute even then. */
const patienceMs = 60_000;
const maxKnown = 5_000;
const missesAMinute = 600;

interface Known {
  atMs: number;
  widget: Promise<Widget | null>;
}
type Memory = {
  known: Map<string, Known>;
  misses: ReturnType<typeof createAttemptLimit>;
  notedMs: Map<string, number>;
};
const slot = globalThis as typeof globalThis & { signalboxWidgets?: Memory };
function memory(): Memory {
  slot.signalboxWidgets ??= {
    known: new Map(),
    misses: createAttemptLimit(missesAMinute, 60_000),
    notedMs: new Map(),
  };
  return slot.signalboxWidgets;
}

/** Changed or revoked here: asked anew at once. Other web processes notice within two seconds. */
export function forgetWidgets(): void {
  memory().known.clear();
}

function look(key: string, by: Parameters<typeof findWidget>[1], nowMs: number): Promise<Widget | null> {
  const { known } = memory();
  const before = known.get(key);
  if (before && nowMs - before.atMs < freshMs) return before.widget;
  const widget = findWidget(webPool(), by).catch((error: unknown) => {
    if (before && nowMs - before.atMs < patienceMs) return before.widget;
    known.delete(key);
    throw error;
  });
  known.delete(key);
  known.set(key, { atMs: nowMs, widget });
  if (known.size > maxKnown) known.delete(known.keys().next().value as string);
  return widget;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function find(request: Request, name: string, nowMs: number): Promise<Widget | null> {
  if (isWidgetToken(name)) {
    const tokenHash = hashWidgetToken(name);
    return await look(`token ${tokenHash.toString('hex')}`, { tokenHash }, nowMs);
  }
  if (!uuid.test(name)) return null;
  const id = name.toLowerCase();
  const token = bearerOf(request.headers.get('authorization'));
  const { searchParams } = new URL(request.url);
  if (token === null && !searchParams.has('signature')) return null;
  if (token !== null && !isWidgetToken(token)) return null;
  const widget = await look(`id ${id}`, { id }, nowMs);
  if (!widget) return null;
  if (token !== null) return widget.tokenHash.equals(hashWidgetToken(token)) ? widget : null;
  const secret = process.env.SIGNALBOX_SECRET;
  if (!secret) throw new AppError('unavailable', 'SIGNALBOX_SECRET is not set: start with npm start');
  return isSignedFor(signingKeyOf(secret, id, widget.tokenHash), id, searchParams, nowMs) ? widget : null;
}

/**
 * The widget that `name` (a token, or an id with a header token or a signature) opens; null for an unknown, revoked, expired or
 * wrong one alike. Throws `too_busy` for an address that tries token after token.
 */
export async function openWidget(request: Request, name: string, nowMs: number): Promise<Widget | null> {
  const { misses } = memory();
  const address = addressOf(request.headers);
  const found = await find(request, name, nowMs);
  if (!found || (found.expiresAt && found.expiresAt.getTime() <= nowMs)) {
    const wait = misses.waitSeconds(address, nowMs);
    if (wait > 0) throw new AppError('too_busy', 'Too many unknown widgets asked for.', { retryAfterSeconds: wait });
    misses.fail(address, nowMs);
    return null;
  }
  note(found.id, nowMs);
  return found;
}

function note(id: string, nowMs: number): void {
  const { notedMs } = memory();
  if (nowMs - (notedMs.get(id) ?? 0) < 60_000) return;
  if (notedMs.size > maxKnown) notedMs.clear();
  notedMs.set(id, nowMs);
  // when it cannot be noted, the widget is shown all the same
  noteFetched(webPool(), id).catch(() => {});
}
