import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const keyScopes = ['ingest', 'read', 'operate', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];
export const keyInput = z.object({
  name: z.string().trim().min(1).max(100),
  scope: z.enum(keyScopes),
  environment: z.string().min(1).max(100).nullish(),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
});
export type KeyInput = z.infer<typeof keyInput>;

export const keyView = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: z.enum(keyScopes),
  environment: z.string().nullable(),
  /** The first characters, to recognise it by. */
  prefix: z.string(),
  createdBy: z.string().nullable(),
  createdAt: moment,
  expiresAt: maybeMoment,
  lastUsedAt: maybeMoment,
});
export type KeyView = z.infer<typeof keyView>;
export const keyList = pageOf(keyView);
/** The answer to POST: the only time the token is shown. */
export const keyCreated = keyView.extend({ token: z.string() });
export type KeyCreated = z.infer<typeof keyCreated>;
