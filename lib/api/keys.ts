// API tokens and ingest keys. The token itself is told once, to whoever made it.
import { mintToken } from '#lib/auth/api-token.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import type { KeyCreated, KeyInput, KeyView } from '#lib/contracts/key.ts';
import type { Page, PageQuery } from '#lib/contracts/page.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { revokeKey } from '#lib/db/key/revoke-key.ts';
import { selectKeys } from '#lib/db/key/select-keys.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const refuseBound = ({ environment }: Caller): void => {
  if (environment !== null) throw new AppError('forbidden', 'A token bound to one environment cannot manage keys.');
};

export async function listKeys(caller: Caller, query: PageQuery): Promise<Page<KeyView>> {
  refuseBound(caller);
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const found = await selectKeys(caller.pool, query.limit + 1, after !== null && uuid.test(after) ? after : null);
  const items = found.slice(0, query.limit);
  return { items, nextCursor: found.length > query.limit ? writeCursor({ after: items.at(-1)?.id }) : null };
}

export async function createKey(caller: Caller, input: KeyInput, nowMs: number): Promise<KeyCreated> {
  refuseBound(caller);
  if (input.expiresAt && Date.parse(input.expiresAt) <= nowMs) {
    throw new AppError('invalid_input', 'Some values are not valid.', {
      fields: { expiresAt: 'must be in the future' },
    });
  }
  const { token, hash, prefix } = mintToken(input.scope);
  const { actor } = caller.principal;
  const key = await inTransaction(caller.pool, async (client) => {
    const made = await insertKey(client, { ...input, hash, prefix, createdBy: actor });
    const after = { name: made.name, scope: made.scope, environment: made.environment, expiresAt: made.expiresAt };
    await insertAudit(client, { actor, action: 'key.create', target: `key:${made.id}`, after, result: 'ok' });
    return made;
  });
  return { ...key, token };
}

export async function deleteKey(caller: Caller, id: string): Promise<void> {
  refuseBound(caller);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    if (!uuid.test(id) || !(await revokeKey(client, id))) throw new AppError('not_found', 'There is no such key.');
    await insertAudit(client, { actor, action: 'key.revoke', target: `key:${id}`, result: 'ok' });
  });
}
