import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { ErrorGroup, ErrorGroupList } from '#lib/contracts/error-group.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { selectErrorGroups } from '#lib/db/error-group/select-error-groups.ts';
import { updateErrorStatus } from '#lib/db/error-group/update-error-status.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';

/** Groups are ordered by their count in the window, which moves: a page is cut at a position. */
const positionCursor = z.object({ offset: z.number().int().min(0).max(10_000) });

export async function listErrors(
  caller: Caller,
  query: FilterQuery & PageQuery,
  nowMs: number,
): Promise<ErrorGroupList> {
  const window = windowOf(query, nowMs);
  const offset = readCursor(positionCursor, query.cursor)?.offset ?? 0;
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const found = await selectErrorGroups(caller.pool, { filter, ...window, limit: query.limit + 1, offset });
  const hasMore = found.length > query.limit;
  return {
    items: found.slice(0, query.limit),
    nextCursor: hasMore ? writeCursor({ offset: offset + query.limit }) : null,
  };
}

/** One group; throws `not_found` when no run in the window belongs to it. */
export async function getError(
  caller: Caller,
  fingerprint: string,
  query: FilterQuery,
  nowMs: number,
): Promise<ErrorGroup> {
  if (!/^[0-9a-f]{8,64}$/i.test(fingerprint)) throw new AppError('not_found', 'There is no such error group.');
  const list = await listErrors(caller, { ...query, errorGroup: [fingerprint], limit: 1 }, nowMs);
  if (!list.items[0]) throw new AppError('not_found', 'No run in this window has this error.');
  return list.items[0];
}

/** Records what was decided about a group, with who decided it. */
export async function changeError(caller: Caller, fingerprint: string, status: string): Promise<{ status: string }> {
  if (!/^([0-9a-f]{2}){4,32}$/i.test(fingerprint)) throw new AppError('not_found', 'There is no such error group.');
  await inTransaction(caller.pool, async (client) => {
    const before = await updateErrorStatus(client, fingerprint, status);
    if (before === null) throw new AppError('not_found', 'There is no such error group.');
    const { actor } = caller.principal;
    const target = `error:${fingerprint}`;
    await insertAudit(client, {
      actor,
      action: 'error.status',
      target,
      before: { status: before },
      after: { status },
      result: 'ok',
    });
  });
  return { status };
}
