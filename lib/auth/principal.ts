// Who is asking, however they proved it.
import type { Role } from '#lib/contracts/session.ts';

export interface Principal {
  kind: 'user' | 'token';
  /** For the audit record: `user:<id>`, `key:<id>` or `bootstrap`. */
  actor: string;
  name: string;
  email: string | null;
  role: Role;
  /** The only environment they may see; null = all. */
  environment: string | null;
}

export const roleOfScope = { read: 'viewer', operate: 'operator', admin: 'admin' } as const;
