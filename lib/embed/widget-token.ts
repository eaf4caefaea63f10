// Tokens of widgets: 128 random bits, kept as a hash. A token opens one widget, for reading, and nothing else.
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const shape = /^sbw_[A-Za-z0-9_-]{22}$/;

export const isWidgetToken = (text: string): boolean => shape.test(text);

export const hashWidgetToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export function mintWidgetToken(): { token: string; hash: Buffer } {
  const token = `sbw_${randomBytes(16).toString('base64url')}`;
  return { token, hash: hashWidgetToken(token) };
}

/**
 * The key with which a widget's owner signs URLs for pages of their own customers. It follows from SIGNALBOX_SECRET and the
 * token's hash, so that nothing more is stored, a stolen database signs nothing, and a rotation ends what was signed before.
 */
export function signingKeyOf(secret: string, id: string, tokenHash: Buffer): string {
  const master = Buffer.from(hkdfSync('sha256', secret, 'signalbox', 'signed widget urls', 32));
  return createHmac('sha256', master)
    .update(`${id}:${tokenHash.toString('hex')}`)
    .digest('base64url');
}

/** What is signed: the widget and every option, in the order of their names. */
function signedText(id: string, params: URLSearchParams): string {
  const options = [...params].filter(([name]) => name !== 'signature').map(([name, value]) => [name, value] as const);
  options.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return `${id}\n${new URLSearchParams(options.map(([name, value]) => [name, value])).toString()}`;
}

/** `params` with `expires` (seconds since the epoch) and `signature`, HMAC-SHA256 in base64url. */
export function signWidgetUrl(
  key: string,
  id: string,
  params: URLSearchParams,
  expiresSeconds: number,
): URLSearchParams {
  const signed = new URLSearchParams(params);
  signed.set('expires', String(expiresSeconds));
  signed.set('signature', createHmac('sha256', key).update(signedText(id, signed)).digest('base64url'));
  return signed;
}

/** Whether `params` were signed for this widget and have not run out. */
export function isSignedFor(key: string, id: string, params: URLSearchParams, nowMs: number): boolean {
  const expires = params.getAll('expires');
  const given = params.getAll('signature');
  if (expires.length !== 1 || given.length !== 1 || !/^\d{1,12}$/.test(expires[0] ?? '')) return false;
  if (Number(expires[0]) * 1000 <= nowMs) return false;
  const wanted = createHmac('sha256', key).update(signedText(id, params)).digest();
  const sent = Buffer.from(given[0] ?? '', 'base64url');
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}
