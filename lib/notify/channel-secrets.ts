import { randomBytes } from 'node:crypto';
import type { SecretBox } from '#lib/secrets.ts';
import type { ChannelSecrets } from './shape-notice.ts';

export const channelPurpose = 'alert channel';

export const sealChannel = (secrets: SecretBox, value: ChannelSecrets): Buffer =>
  secrets.seal(JSON.stringify(value), channelPurpose);

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed it. */
export const openChannel = (secrets: SecretBox, sealed: Buffer): ChannelSecrets =>
  JSON.parse(secrets.open(sealed, channelPurpose)) as ChannelSecrets;

/** 32 random bytes, as Standard Webhooks writes secrets. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
