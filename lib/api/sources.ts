// Observed systems, as people configure them. Secrets go in sealed and never come out; a change is audited without them.
import type { Caller } from '#lib/auth/authorise.ts';
import { secretBox } from '#lib/auth/web-secret.ts';
import type { CollectorManifest } from '#lib/collector.ts';
import type { Page } from '#lib/contracts/page.ts';
import type { SourceChange, SourceInput, SourceView } from '#lib/contracts/source.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { deleteSource } from '#lib/db/source/delete-source.ts';
import { insertSource } from '#lib/db/source/insert-source.ts';
import { selectSource, selectSources } from '#lib/db/source/select-sources.ts';
import type { SourceRow } from '#lib/db/source/source-row.ts';
import { updateSource } from '#lib/db/source/update-source.ts';
import { AppError } from '#lib/errors.ts';
import { capabilitiesWith } from '#lib/watch/capabilities-with.ts';
import { costOf } from '#lib/watch/cost-of.ts';
import { freshnessOf, sourceStatus } from './freshness-of.ts';

/** By kind; the web process knows what a collector says of itself and nothing else of it. */
export type Manifests = ReadonlyMap<string, CollectorManifest>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const missing = () => new AppError('not_found', 'There is no such source.');

function viewOf(row: SourceRow, manifests: Manifests, nowMs: number): SourceView {
  const { id, name, kind, environment, config, pollMs, correlation, payload, isDeclared, server, library } = row;
  const manifest = manifests.get(kind);
  return {
    id,
    name,
    kind,
    environment,
    config,
    pollMs,
    correlation,
    payload,
    act: { enabled: row.act.enabled },
    enabled: row.isEnabled,
    isDeclared,
    capabilities: manifest ? capabilitiesWith(manifest.capabilities, row.found) : null,
    cost: manifest ? costOf(manifest.cost, config, pollMs) : null,
    freshness: freshnessOf(row),
    status: sourceStatus(row, nowMs),
    lastError: row.lastError === null ? null : { message: row.lastError, at: row.lastErrorAt?.toISOString() ?? null },
    server,
    library,
    missing: row.missing,
  };
}

const mayBeSeen = (caller: Caller, row: SourceRow): boolean =>
  caller.environment === null || caller.environment === row.environment;

/** All sources the caller may see; they are few, so the list has one page. */
export async function listSources(caller: Caller, manifests: Manifests, nowMs: number): Promise<Page<SourceView>> {
  const rows = (await selectSources(caller.pool)).filter((row) => mayBeSeen(caller, row));
  return { items: rows.map((row) => viewOf(row, manifests, nowMs)), nextCursor: null };
}

/** Throws AppError('not_found') for what is not there or may not be seen. */
export async function findSource(caller: Caller, id: string): Promise<SourceRow> {
  const row = uuid.test(id) ? await selectSource(caller.pool, id) : null;
  if (!row || !mayBeSeen(caller, row)) throw missing();
  return row;
}

export async function getSource(caller: Caller, id: string, manifests: Manifests, nowMs: number): Promise<SourceView> {
  return viewOf(await findSource(caller, id), manifests, nowMs);
}

/** Throws AppError('invalid_input') with `fields` for what this kind, or this caller, does not allow. */
export function checkSource(
  caller: Caller,
  input: SourceChange & { kind?: string },
  manifest: CollectorManifest | undefined,
): void {
  const fields: Record<string, string> = {};
  if (!manifest) fields.kind = 'is not a kind of backend that Signalbox can read';
  else if (input.pollMs !== undefined && input.pollMs < manifest.cost.minIntervalMs) {
    fields.pollMs = `must be at least ${manifest.cost.minIntervalMs} for ${manifest.kind}`;
  }
  if (caller.environment !== null && input.environment !== undefined && input.environment !== caller.environment) {
    fields.environment = `must be ${caller.environment}: this token is bound to it`;
  }
  if (Object.keys(fields).length > 0) throw new AppError('invalid_input', 'Some values are not valid.', { fields });
}

export async function createSource(
  caller: Caller,
  input: SourceInput,
  manifests: Manifests,
  nowMs: number,
): Promise<SourceView> {
  checkSource(caller, input, manifests.get(input.kind));
  const { actor } = caller.principal;
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertSource({ db: client, secrets: secretBox() }, input);
    const after = { name: input.name, kind: input.kind, environment: input.environment };
    await insertAudit(client, { actor, action: 'source.create', target: `source:${made}`, after, result: 'ok' });
    return made;
  });
  return getSource(caller, id, manifests, nowMs);
}

export async function changeSource(
  caller: Caller,
  id: string,
  change: SourceChange,
  manifests: Manifests,
  nowMs: number,
): Promise<SourceView> {
  const row = await findSource(caller, id);
  checkSource(caller, change, manifests.get(row.kind));
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateSource({ db: client, secrets: secretBox() }, id, change);
    const after = { changed: Object.keys(change).sort() };
    await insertAudit(client, { actor, action: 'source.change', target: `source:${id}`, after, result: 'ok' });
  });
  return getSource(caller, id, manifests, nowMs);
}

export async function removeSource(caller: Caller, id: string): Promise<void> {
  const row = await findSource(caller, id);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await deleteSource(client, id);
    const before = { name: row.name, kind: row.kind, environment: row.environment };
    await insertAudit(client, { actor, action: 'source.delete', target: `source:${id}`, before, result: 'ok' });
  });
}
