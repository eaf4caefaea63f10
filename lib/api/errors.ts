import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import {
  type ErrorGroup,
  type ErrorGroupChange,
  type ErrorGroupList,
  fingerprint as fingerprintText,
} from '#lib/contracts/error-group.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { selectErrorGroups } from '#lib/db/error-group/select-error-groups.ts';
import { selectRecentCounts } from '#lib/db/error-group/select-recent-counts.ts';
import { updateErrorStatus } from '#lib/db/error-group/update-error-status.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { takeBulkTurn } from './bulk-turn.ts';

/** Groups are ordered by their count in the window, which moves: a page is cut at a position. */
const positionCursor = z.object({ offset: z.number().int().min(0).max(10_000) });
const none = { h1: 0, h3: 0, h24: 0, d3: 0, d7: 0 };

export async function listErrors(
  caller: Caller,
  query: FilterQuery & PageQuery,
  nowMs: number,
): Promise<ErrorGroupList> {
  const window = windowOf(query, nowMs);
  const offset = readCursor(positionCursor, query.cursor)?.offset ?? 0;
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const found = await selectErrorGroups(caller.pool, { filter, ...window, nowMs, limit: query.limit + 1, offset });
  const groups = found.slice(0, query.limit);
  const fingerprints = groups.map((group) => group.fingerprint);
  const recent = await selectRecentCounts(caller.pool, fingerprints, { filter, nowMs });
  return {
    items: groups.map((group) => ({ ...group, recent: recent.get(group.fingerprint) ?? none })),
    nextCursor: found.length > query.limit ? writeCursor({ offset: offset + query.limit }) : null,
  };
}

/** Throws `not_found` for what cannot be a fingerprint. */
export function knownFingerprint(text: string): string {
  if (!fingerprintText.safeParse(text).success) throw new AppError('not_found', 'There is no such error group.');
  return text.toLowerCase();
}

/** One group; throws `not_found` when no run in the window belongs to it. */
export async function getError(
  caller: Caller,
  fingerprint: string,
  query: FilterQuery,
  nowMs: number,
): Promise<ErrorGroup> {
  const errorGroup = [knownFingerprint(fingerprint)];
  const list = await listErrors(caller, { ...query, errorGroup, limit: 1 }, nowMs);
  if (!list.items[0]) throw new AppError('not_found', 'No run in this window has this error.');
  return list.items[0];
}

/**
 * Records what was decided about groups, with who decided it; how many of them stand so now. Throws `not_found` when there is none, `too_busy`
 * after 30 decisions about several in a minute.
 */
export async function changeErrors(
  caller: Caller,
  fingerprints: readonly string[],
  change: ErrorGroupChange,
  nowMs: number,
): Promise<{ changed: number; status: ErrorGroupChange['status'] }> {
  const { status, ignoreUntil = null, ignoreRuns = null } = change;
  const fault = (field: string, text: string) =>
    new AppError('invalid_input', 'Some values are not valid.', { fields: { [field]: text } });
  if (status !== 'ignored' && ignoreUntil) throw fault('ignoreUntil', 'goes with status ignored');
  if (status !== 'ignored' && ignoreRuns) throw fault('ignoreRuns', 'goes with status ignored');
  if (ignoreUntil && Date.parse(ignoreUntil) <= nowMs) throw fault('ignoreUntil', 'must lie ahead');
  const { actor, name } = caller.principal;
  if (fingerprints.length > 1) takeBulkTurn(actor, nowMs);
  const decision = { status, ignoreUntil: ignoreUntil === null ? null : new Date(ignoreUntil), ignoreRuns, by: name };
  const changed = await inTransaction(caller.pool, async (client) => {
    const groups = await updateErrorStatus(client, fingerprints, decision);
    for (const { fingerprint, before, isSame } of groups) {
      if (isSame) continue;
      await insertAudit(client, {
        actor,
        action: 'error.status',
        target: `error:${fingerprint}`,
        before: { status: before },
        after: { status, ignoreUntil, ignoreRuns },
        result: 'ok',
      });
    }
    return groups.length;
  });
  if (changed === 0) throw new AppError('not_found', 'There is no such error group.');
  return { changed, status };
}
