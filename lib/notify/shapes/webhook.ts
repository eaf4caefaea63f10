import { Webhook } from 'standardwebhooks';
import { anyFires, leadOf, type Notice } from '../notice-text.ts';

/** API.md, "Webhook body": the alert it is about, and in `alerts` all that are told in it. */
export function webhook(notice: Notice): object {
  return {
    ...leadOf(notice),
    type: anyFires(notice) ? 'alert.firing' : 'alert.resolved',
    id: notice.id,
    alerts: notice.alerts,
  };
}

/**
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. While a secret is exchanged for another, both
 * sign: a receiver takes any signature that it can check.
 */
export function signed(secrets: readonly string[], id: string, body: string, nowMs: number): Record<string, string> {
  const at = new Date(nowMs);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
