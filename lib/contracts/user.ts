// People who sign in, and the sessions that they have open.
import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';
import { roles } from './session.ts';

const password = z.string().min(12, 'must have at least 12 characters').max(200);
const name = z.string().trim().min(1).max(100);

export const userInput = z.strictObject({
  email: z.email().max(254),
  name: name.optional(),
  role: z.enum(roles).default('viewer'),
  /** Left out: one is made and told once. */
  password: password.optional(),
});
export type UserInput = z.infer<typeof userInput>;

/** A new password ends every session of theirs. */
export const userChange = z
  .strictObject({ name: name.optional(), role: z.enum(roles).optional(), password: password.optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'must change something');
export type UserChange = z.infer<typeof userChange>;

export const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** How they may sign in: `credential` is a password. */
  providers: z.array(z.string()),
  /** With a code after the password. */
  hasTwoStep: z.boolean(),
  sessions: z.number().int(),
  lastSeenAt: maybeMoment,
  createdAt: moment,
});
export type UserView = z.infer<typeof userView>;
export const userList = pageOf(userView);
export type UserList = z.infer<typeof userList>;
/** The answer to POST: `password` is told when it was made here, and only now. */
export const userCreated = userView.extend({ password: z.string().nullable() });
export type UserCreated = z.infer<typeof userCreated>;

export const sessionRow = z.object({
  id: z.string(),
  userId: z.string(),
  user: z.string(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  createdAt: moment,
  lastSeenAt: moment,
  expiresAt: moment,
  /** The one that asks. */
  isCurrent: z.boolean(),
});
export type SessionRow = z.infer<typeof sessionRow>;
export const sessionRowList = pageOf(sessionRow);
export type SessionRowList = z.infer<typeof sessionRowList>;

/** PATCH /session: one's own password. */
export const passwordChange = z.strictObject({ current: z.string().min(1).max(200), password });
export type PasswordChange = z.infer<typeof passwordChange>;
