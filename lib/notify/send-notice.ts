// One try of one notice, whatever the kind of channel.
import { hostname } from 'node:os';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import { guardedPost, type Posted } from './guarded-post.ts';
import type { Notice } from './notice-text.ts';
import { sendMail } from './send-mail.ts';
import { type ChannelSecrets, shapeNotice, wordingOf } from './shape-notice.ts';
import { email } from './shapes/email.ts';

/** Throws AppError('invalid_input') for what may never be sent, and an Error for what went wrong on the way. */
export async function sendNotice(
  { kind, ...notice }: Notice & { kind: ChannelKind },
  secrets: ChannelSecrets,
  allowHosts: readonly string[],
  timeoutMs: number,
): Promise<Posted> {
  if (kind !== 'email') {
    const { url, headers, body } = shapeNotice(kind, secrets, notice, Date.now());
    return guardedPost(url, { headers, body, allowHosts, timeoutMs });
  }
  const { url, from, to } = secrets.config as { url: string; from: string; to: string[] };
  const mail = email(notice, wordingOf(secrets.config), hostname());
  return { status: await sendMail(mail, { url, from, to, allowHosts, timeoutMs }), retryAfterMs: null, about: '' };
}
