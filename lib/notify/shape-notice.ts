// A notice as each kind of receiver takes it over HTTP. Pure.
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Notice, Wording } from './notice-text.ts';
import { alertmanager } from './shapes/alertmanager.ts';
import { discord } from './shapes/discord.ts';
import { pagerduty } from './shapes/pagerduty.ts';
import { slack } from './shapes/slack.ts';
import { teams } from './shapes/teams.ts';
import { signed, webhook } from './shapes/webhook.ts';

/** A channel's settings with their secrets. */
export interface ChannelSecrets {
  config: Record<string, unknown>;
  /** `whsec_…`; webhooks only. */
  signingSecret: string | null;
  /** The one before: it goes on signing until then, so that receivers have time to learn the new one. */
  previous?: { signingSecret: string; untilMs: number } | null;
}

export interface Shaped {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export type HttpKind = Exclude<ChannelKind, 'email'>;

/** `nowMs`: when it is sent, which webhooks sign. */
export function shapeNotice(kind: HttpKind, secrets: ChannelSecrets, notice: Notice, nowMs: number): Shaped {
  const url = String(secrets.config.url ?? '');
  const body = JSON.stringify(bodyFor(kind, secrets.config, notice));
  const headers = { 'content-type': 'application/json' };
  if (kind !== 'webhook' || secrets.signingSecret === null) return { url, headers, body };
  const keys = [secrets.signingSecret];
  if (secrets.previous && secrets.previous.untilMs > nowMs) keys.push(secrets.previous.signingSecret);
  return { url, headers: { ...headers, ...signed(keys, notice.id, body, nowMs) }, body };
}

/** A channel's own title and text, where it has some. */
export const wordingOf = (config: Record<string, unknown>): Wording => ({
  ...(typeof config.title === 'string' ? { title: config.title } : {}),
  ...(typeof config.text === 'string' ? { text: config.text } : {}),
});

function bodyFor(kind: HttpKind, config: Record<string, unknown>, notice: Notice): unknown {
  switch (kind) {
    case 'webhook':
      return webhook(notice);
    case 'alertmanager':
      return alertmanager(notice);
    case 'slack':
      return slack(notice, wordingOf(config));
    case 'discord':
      return discord(notice, wordingOf(config));
    case 'teams':
      return teams(notice, wordingOf(config));
    default:
      return pagerduty(String(config.routingKey ?? ''), notice);
  }
}
