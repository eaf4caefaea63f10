import type { KeyScope, KeyView } from '#lib/contracts/key.ts';

export interface KeyRow {
  id: string;
  name: string;
  scope: KeyScope;
  environment: string | null;
  prefix: string;
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

export function keyViewOf(row: KeyRow): KeyView {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    environment: row.environment,
    prefix: row.prefix,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
