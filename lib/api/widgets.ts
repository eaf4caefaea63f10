// Widgets as their owners manage them. A token is told once; a change is audited without it.
import type { Caller } from '#lib/auth/authorise.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import type { Page, PageQuery } from '#lib/contracts/page.ts';
import type { WidgetChange, WidgetCreated, WidgetInput, WidgetUrls, WidgetView } from '#lib/contracts/widget.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { findWidget } from '#lib/db/widget/find-widget.ts';
import { selectWidgets } from '#lib/db/widget/select-widgets.ts';
import type { StoredWidget } from '#lib/db/widget/widget-row.ts';
import { deleteWidget, insertWidget, replaceWidgetToken, updateWidget } from '#lib/db/widget/write-widget.ts';
import { freshFigures, healthOf } from '#lib/embed/figures.ts';
import { forgetWidgets } from '#lib/embed/open-widget.ts';
import { scopeUrl } from '#lib/embed/show.ts';
import { mintWidgetToken, signingKeyOf } from '#lib/embed/widget-token.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const viewOf = (stored: StoredWidget, nowMs: number): WidgetView => ({
  id: stored.id,
  name: stored.name,
  scope: stored.scope,
  fields: stored.fields,
  frameOrigins: stored.frameOrigins,
  isOnStatusPage: stored.isOnStatusPage,
  createdBy: stored.createdBy,
  createdAt: stored.createdAt.toISOString(),
  expiresAt: stored.expiresAt?.toISOString() ?? null,
  lastFetchedAt: stored.lastFetchedAt?.toISOString() ?? null,
  health: healthOf(stored, scopeUrl(stored.scope), nowMs),
  spark: freshFigures(stored, nowMs)?.spark ?? [],
});

export function urlsOf(token: string): WidgetUrls {
  const base = `${publicUrl()}/embed/v1`;
  const frame = `${base}/${token}`;
  return {
    badge: `${frame}.svg`,
    card: `${frame}/card.svg`,
    shields: `${frame}.shields.json`,
    json: `${frame}.json`,
    frame,
    oembed: `${base}/oembed?url=${encodeURIComponent(frame)}`,
    script: `${base}/widget.js`,
  };
}

function refusePast(expiresAt: string | null | undefined, nowMs: number): void {
  if (!expiresAt || Date.parse(expiresAt) > nowMs) return;
  throw new AppError('invalid_input', 'Some values are not valid.', { fields: { expiresAt: 'must be in the future' } });
}

/** Throws `not_found` for an unknown widget and for one of an environment that the caller may not see. */
async function find(caller: Caller, id: string): Promise<StoredWidget> {
  const stored = uuid.test(id) ? await findWidget(caller.pool, { id }) : null;
  if (!stored || (caller.environment !== null && stored.scope.environment !== caller.environment))
    throw new AppError('not_found', 'There is no such widget.');
  return stored;
}

function created(stored: StoredWidget, token: string, nowMs: number): WidgetCreated {
  const secret = process.env.SIGNALBOX_SECRET;
  if (!secret) throw new AppError('unavailable', 'SIGNALBOX_SECRET is not set: start with npm start');
  const signingKey = signingKeyOf(secret, stored.id, stored.tokenHash);
  return { ...viewOf(stored, nowMs), token, signingKey, urls: urlsOf(token) };
}

export async function listWidgets(caller: Caller, query: PageQuery, nowMs: number): Promise<Page<WidgetView>> {
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const found = await selectWidgets(caller.pool, {
    environment: caller.environment,
    limit: query.limit + 1,
    afterId: after !== null && uuid.test(after) ? after : null,
  });
  const items = found.slice(0, query.limit).map((stored) => viewOf(stored, nowMs));
  return { items, nextCursor: found.length > query.limit ? writeCursor({ after: items.at(-1)?.id }) : null };
}

export async function getWidget(caller: Caller, id: string, nowMs: number): Promise<WidgetView> {
  return viewOf(await find(caller, id), nowMs);
}

export async function createWidget(caller: Caller, input: WidgetInput, nowMs: number): Promise<WidgetCreated> {
  refusePast(input.expiresAt, nowMs);
  if (caller.environment !== null && input.scope.environment !== caller.environment) {
    const fields = { 'scope.environment': `must be ${caller.environment}, the only one that you may see` };
    throw new AppError('invalid_input', 'Some values are not valid.', { fields });
  }
  const { token, hash } = mintWidgetToken();
  const { actor } = caller.principal;
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertWidget(client, { ...input, tokenHash: hash, createdBy: actor });
    await insertAudit(client, { actor, action: 'widget.create', target: `widget:${made}`, after: input, result: 'ok' });
    return made;
  });
  return created(await find(caller, id), token, nowMs);
}

export async function changeWidget(
  caller: Caller,
  id: string,
  change: WidgetChange,
  nowMs: number,
): Promise<WidgetView> {
  refusePast(change.expiresAt, nowMs);
  const { name, fields, frameOrigins, isOnStatusPage, expiresAt } = await find(caller, id);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateWidget(client, id, change);
    const before = { name, fields, frameOrigins, isOnStatusPage, expiresAt };
    await insertAudit(client, {
      actor,
      action: 'widget.change',
      target: `widget:${id}`,
      before,
      after: change,
      result: 'ok',
    });
  });
  forgetWidgets();
  return viewOf(await find(caller, id), nowMs);
}

export async function removeWidget(caller: Caller, id: string): Promise<void> {
  const { name, scope } = await find(caller, id);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await deleteWidget(client, id);
    const before = { name, scope };
    await insertAudit(client, { actor, action: 'widget.delete', target: `widget:${id}`, before, result: 'ok' });
  });
  forgetWidgets();
}

/** A new token; the old one, and every URL signed under it, opens nothing from now on. */
export async function rotateWidget(caller: Caller, id: string, nowMs: number): Promise<WidgetCreated> {
  await find(caller, id);
  const { token, hash } = mintWidgetToken();
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await replaceWidgetToken(client, id, hash);
    await insertAudit(client, { actor, action: 'widget.rotate', target: `widget:${id}`, result: 'ok' });
  });
  forgetWidgets();
  return created(await find(caller, id), token, nowMs);
}
