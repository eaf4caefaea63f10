import { randomBytes } from 'node:crypto';
import type { SecretBox } from '#lib/secrets.ts';
import type { ChannelSecrets } from './shape-notice.ts';

export const channelPurpose = 'alert channel';

/** `id`: of the channel's row. */
export const sealChannel = (secrets: SecretBox, id: string, value: ChannelSecrets): Buffer =>
  secrets.seal(JSON.stringify(value), { purpose: channelPurpose, row: id });

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed it, or it is of another row. */
export const openChannel = (secrets: SecretBox, { id, secret }: { id: string; secret: Buffer }): ChannelSecrets =>
  JSON.parse(secrets.open(secret, { purpose: channelPurpose, row: id })) as ChannelSecrets;

/** 32 random bytes, as Standard Webhooks writes secrets. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
