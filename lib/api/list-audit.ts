import type { Caller } from '#lib/auth/authorise.ts';
import type { Page, PageQuery } from '#lib/contracts/page.ts';
import { type AuditView, selectAudit } from '#lib/db/audit/select-audit.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What was done by whom, newest first. It spans all environments, so a token bound to one may not read it. */
export async function listAudit(caller: Caller, query: PageQuery): Promise<Page<AuditView>> {
  if (caller.environment !== null) throw new AppError('forbidden', 'This token is bound to one environment.');
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const found = await selectAudit(caller.pool, query.limit + 1, after !== null && uuid.test(after) ? after : null);
  const items = found.slice(0, query.limit);
  return { items, nextCursor: found.length > query.limit ? writeCursor({ after: items.at(-1)?.id }) : null };
}
