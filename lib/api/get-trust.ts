// How far what we show can be relied on: freshness, gaps, what was refused, and what to do about it.
import type { Caller } from '#lib/auth/authorise.ts';
import type { Trust, TrustItem } from '#lib/contracts/trust.ts';
import { selectGaps } from '#lib/db/gap/select-gaps.ts';
import { selectSources } from '#lib/db/source/select-sources.ts';
import type { SourceRow } from '#lib/db/source/source-row.ts';
import { selectLag } from '#lib/db/trust/select-lag.ts';
import { selectQuarantined, selectRejections, selectToldSources } from '#lib/db/trust/select-refusals.ts';
import { freshnessOf, sourceStatus } from './freshness-of.ts';

const weekMs = 7 * 86_400_000;

/** One sentence for each thing a person can change. */
export function adviceFor(row: SourceRow, nowMs: number): TrustItem['advice'] {
  const advice: TrustItem['advice'] = row.missing.map((text) => ({ code: 'missing-right', text }));
  const status = sourceStatus(row, nowMs);
  if (status === 'failing') advice.push({ code: 'read-failed', text: `It cannot be read: ${row.lastError}` });
  if (status === 'waiting') advice.push({ code: 'never-read', text: 'It was not read yet. Is the watcher running?' });
  if (status === 'stale') advice.push({ code: 'stale', text: 'Its last reading is old. Is the watcher running?' });
  if (Math.abs(row.clockOffsetMs ?? 0) > 1_000) {
    const seconds = Math.round(Math.abs(row.clockOffsetMs ?? 0) / 100) / 10;
    advice.push({
      code: 'clock',
      text: `Its clock differs from ours by ${seconds} s: waits across clocks are estimates.`,
    });
  }
  return advice;
}

export async function getTrust(caller: Caller, nowMs: number): Promise<Trust> {
  const { pool, environment } = caller;
  const [rows, told, gaps, rejections, quarantined, lag] = await Promise.all([
    selectSources(pool),
    selectToldSources(pool),
    selectGaps(pool, { sources: null, fromMs: nowMs - weekMs, toMs: nowMs, limit: 500 }),
    selectRejections(pool),
    selectQuarantined(pool),
    selectLag(pool),
  ]);
  const common = (source: string) => ({
    gaps: gaps.filter((gap) => gap.source === source).map(({ source: _source, ...gap }) => gap),
    rejected: rejections
      .filter((one) => one.source === source)
      .map(({ reason, count, sample }) => ({ reason, count, sample })),
    quarantined: quarantined.get(source) ?? 0,
  });
  const items: TrustItem[] = rows.map((row) => ({
    source: row.name,
    environment: row.environment,
    system: row.kind,
    freshness: freshnessOf(row),
    advice: adviceFor(row, nowMs),
    ...common(row.name),
  }));
  for (const { source, environment: place, system, lastAt } of told) {
    const freshness = { lastReadAt: lastAt?.toISOString() ?? null, staleAfter: null, clockOffsetMs: null };
    items.push({ source, environment: place, system, freshness, advice: [], ...common(source) });
  }
  // what was refused may come from senders that nothing else is known of
  const known = new Set(items.map((item) => item.source));
  for (const source of new Set([...rejections.map((one) => one.source), ...quarantined.keys()])) {
    const freshness = { lastReadAt: null, staleAfter: null, clockOffsetMs: null };
    if (!known.has(source))
      items.push({ source, environment: null, system: null, freshness, advice: [], ...common(source) });
  }
  return {
    items: items.filter((item) => environment === null || item.environment === environment),
    lag,
  };
}
