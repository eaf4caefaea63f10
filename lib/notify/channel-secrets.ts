// A channel's secrets: its settings and what its notices are signed with, sealed apart, each for its channel.
import { randomBytes } from 'node:crypto';
import { type SealedParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import type { SecretBox } from '#lib/secrets.ts';
import type { ChannelSecrets } from './shape-notice.ts';

/** A stored channel: `config` is what is shown of its settings. */
export interface SealedChannel {
  id: string;
  config: Record<string, unknown>;
  parts: SealedParts;
}

const purpose = 'alert channel';
const configPart = 'config';
export const signingPart = 'signing';
/** What signed before: it is moved there, unread. */
export const formerSigningPart = 'signing before';

/** Where a part is kept. */
export const placeOfChannelPart = (id: string, part: string) => ({
  purpose,
  row: part === wholePart ? id : `${id} ${part === formerSigningPart ? signingPart : part}`,
});

/** What is not given has no part. */
export function sealChannel(
  secrets: SecretBox,
  id: string,
  { config, signingSecret }: Partial<Pick<ChannelSecrets, 'config' | 'signingSecret'>>,
): Record<string, Buffer> {
  const parts: Record<string, Buffer> = {};
  const seal = (part: string, text: string) => {
    parts[part] = secrets.seal(text, placeOfChannelPart(id, part));
  };
  if (config) seal(configPart, JSON.stringify(config));
  if (typeof signingSecret === 'string') seal(signingPart, signingSecret);
  return parts;
}

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed a part, or it is of another channel. */
export function openChannel(secrets: SecretBox, { id, config: shown, parts }: SealedChannel): ChannelSecrets {
  const open = (part: string): string | null => {
    const sealed = parts[part];
    return sealed ? secrets.open(sealed, placeOfChannelPart(id, part)) : null;
  };
  const whole = open(wholePart);
  if (whole !== null) return JSON.parse(whole) as ChannelSecrets;
  const former = open(formerSigningPart);
  const untilMs = Number(shown.previousSecretUntil ?? 0);
  return {
    config: JSON.parse(open(configPart) ?? '{}') as Record<string, unknown>,
    signingSecret: open(signingPart),
    previous: former === null ? null : { signingSecret: former, untilMs },
  };
}

/** The parts of what was sealed whole. */
export function resealChannel(secrets: SecretBox, channel: SealedChannel): Record<string, Buffer> {
  const known = openChannel(secrets, channel);
  const parts = sealChannel(secrets, channel.id, known);
  const former = known.previous?.signingSecret;
  if (former) parts[formerSigningPart] = secrets.seal(former, placeOfChannelPart(channel.id, formerSigningPart));
  return parts;
}

/** 32 random bytes, as Standard Webhooks writes secrets. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
