// Whom an error hit: correlation IDs or tenants of its runs in the window, as a list and as a file.
import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { Affected, AffectedKind, AffectedList, AffectedQuery } from '#lib/contracts/error-group.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import { type AffectedRow, maxAffectedRuns, selectAffected } from '#lib/db/error-group/select-affected.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { knownFingerprint } from './errors.ts';
import { csvCell } from './export-runs.ts';

const positionCursor = z.object({ offset: z.number().int().min(0).max(maxAffectedRuns) });

async function rowsOf(
  caller: Caller,
  fingerprint: string,
  query: FilterQuery & { of: AffectedKind },
  nowMs: number,
): Promise<AffectedRow[]> {
  const errorGroup = [knownFingerprint(fingerprint)];
  const filter = await resolveFilter(caller.pool, { ...query, errorGroup }, caller.environment);
  return selectAffected(caller.pool, query.of, { filter, ...windowOf(query, nowMs) });
}

const isKnown = (row: AffectedRow): row is AffectedRow & { value: string } => row.value !== null;
const viewOf = ({ firstAt, lastAt, ...row }: AffectedRow & { value: string }): Affected => ({
  ...row,
  firstAt: firstAt.toISOString(),
  lastAt: lastAt.toISOString(),
});

/** Most runs first. An error that no run of the window has hit nobody: an empty list. */
export async function listAffected(
  caller: Caller,
  fingerprint: string,
  query: AffectedQuery,
  nowMs: number,
): Promise<AffectedList> {
  const offset = readCursor(positionCursor, query.cursor)?.offset ?? 0;
  const rows = await rowsOf(caller, fingerprint, query, nowMs);
  const known = rows.filter(isKnown);
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const end = offset + query.limit;
  return {
    of: query.of,
    items: known.slice(offset, end).map(viewOf),
    nextCursor: end < known.length ? writeCursor({ offset: end }) : null,
    total: known.length,
    runs,
    runsWithout: rows.find((row) => row.value === null)?.runs ?? 0,
    isCut: runs >= maxAffectedRuns,
  };
}

/** All of them as CSV (RFC 4180). */
export async function exportAffected(
  caller: Caller,
  fingerprint: string,
  query: FilterQuery & { of: AffectedKind },
  nowMs: number,
): Promise<Response> {
  const rows = (await rowsOf(caller, fingerprint, query, nowMs)).filter(isKnown).map(viewOf);
  const lines = rows.map((row) =>
    [row.value, row.runs, row.dead, row.firstAt, row.lastAt, row.lastRunId].map(csvCell).join(','),
  );
  const text = `${[[query.of, 'runs', 'dead', 'firstAt', 'lastAt', 'lastRunId'].join(','), ...lines].join('\r\n')}\r\n`;
  const headers = {
    ...apiHeaders,
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="affected.csv"',
  };
  return new Response(text, { headers });
}
