// How far what we show can be relied on: freshness, gaps, what was refused, what senders leave out, and what to do about it.
import type { Caller } from '#lib/auth/authorise.ts';
import type { Advice, Freshness, Trust, TrustItem } from '#lib/contracts/trust.ts';
import { type StoredFinding, selectFindings } from '#lib/db/finding/select-findings.ts';
import { selectGaps } from '#lib/db/gap/select-gaps.ts';
import { selectDaysAhead } from '#lib/db/partition/select-days-ahead.ts';
import { selectQuarantine } from '#lib/db/quarantine/select-quarantine.ts';
import { selectRunsOfTraces } from '#lib/db/run/select-runs-of-traces.ts';
import { selectSources } from '#lib/db/source/select-sources.ts';
import { selectFullNames } from '#lib/db/trust/select-full-names.ts';
import { selectLag } from '#lib/db/trust/select-lag.ts';
import { selectQuarantined, selectRejections, selectToldSources } from '#lib/db/trust/select-refusals.ts';
import { maxNamesOf } from '#lib/env.ts';
import { idleDuties } from '#lib/launch/worker-health.ts';
import { findingWords, refusalFix } from '#lib/trust/advice.ts';
import { freshnessOf } from './freshness-of.ts';
import { sourceAdvice } from './source-advice.ts';

const weekMs = 7 * 86_400_000;
const quarantineRows = 50;
const findingRows = 500;

type Place = Pick<TrustItem, 'source' | 'environment'>;
const keyOf = ({ source, environment }: Place): string => `${environment ?? ''}\0${source}`;

/** Items by source and environment, made as they come up; nobody that something is known of is left out. */
class Items {
  readonly #all = new Map<string, TrustItem>();

  of(place: Place): TrustItem {
    let item = this.#all.get(keyOf(place));
    if (!item) {
      const freshness: Freshness = { lastReadAt: null, staleAfter: null, clockOffsetMs: null };
      item = { ...place, system: null, kind: 'told', freshness, gaps: [], rejected: [], quarantined: 0, advice: [] };
      this.#all.set(keyOf(place), item);
    }
    return item;
  }

  /** All of that name, in whichever environment; one of no known environment when there is none. */
  named(source: string): TrustItem[] {
    const found = this.list().filter((item) => item.source === source);
    return found.length > 0 ? found : [this.of({ source, environment: null })];
  }

  list(): TrustItem[] {
    return [...this.#all.values()];
  }
}

/** What is known of all senders and sources that the caller may see. */
export async function getTrust(caller: Caller, nowMs: number): Promise<Trust> {
  const { pool, environment } = caller;
  const [rows, told, gaps, rejections, quarantined, quarantine, findings, lag, idle, daysAhead, fullNames] =
    await Promise.all([
      selectSources(pool),
      selectToldSources(pool),
      selectGaps(pool, { sources: null, fromMs: nowMs - weekMs, toMs: nowMs, limit: 500 }),
      selectRejections(pool),
      selectQuarantined(pool),
      selectQuarantine(pool, quarantineRows),
      selectFindings(pool, { environment, limit: findingRows }),
      selectLag(pool),
      idleDuties(pool),
      selectDaysAhead(pool, nowMs * 1000),
      selectFullNames(pool, maxNamesOf(process.env)),
    ]);
  const items = new Items();
  for (const row of rows) {
    const item = items.of({ source: row.name, environment: row.environment });
    item.system = row.kind;
    item.kind = 'watched';
    item.freshness = freshnessOf(row);
    item.advice.push(...sourceAdvice(row, nowMs));
  }
  for (const { system, lastAt, ...place } of told) {
    const item = items.of(place);
    item.system = item.system === null ? system : `${item.system}, ${system}`;
    const at = lastAt?.toISOString() ?? null;
    if (at !== null && at > (item.freshness.lastReadAt ?? '')) item.freshness.lastReadAt = at;
  }
  const runs = await selectRunsOfTraces(
    pool,
    findings.flatMap(({ runId, traceId }) => (runId || !traceId ? [] : [traceId])),
  );
  for (const found of findings) {
    addFinding(items.of({ source: found.source, environment: found.environment }), {
      ...found,
      runId: found.runId ?? runs.get(found.traceId ?? '') ?? null,
    });
  }
  for (const { source, environment: place, ...one } of rejections) {
    const fix = refusalFix({ source, reason: one.reason, count: one.count, offsetMs: one.offsetMs });
    const { reason, count, sample, firstAt, lastAt } = one;
    const moments = { firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
    items.of({ source, environment: place || null }).rejected.push({ reason, count, sample, fix, ...moments });
  }
  for (const { source, ...gap } of gaps) for (const item of items.named(source)) item.gaps.push(gap);
  for (const [source, count] of quarantined) for (const item of items.named(source)) item.quarantined = count;
  return {
    items: items.list().filter((item) => environment === null || item.environment === environment),
    lag,
    idle,
    partitions: { daysAhead },
    fullNames: fullNames.filter((one) => environment === null || one.environment === environment),
    // Whose environment these are is not known.
    quarantine: environment === null ? quarantine.map((one) => ({ ...one, at: one.at.toISOString() })) : [],
  };
}

function addFinding(item: TrustItem, found: StoredFinding): void {
  const { code, subject, count, firstAt, lastAt, runId, traceId } = found;
  const said: Advice = {
    code,
    ...findingWords(code, found),
    subject: subject || null,
    count,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    runId,
    traceId,
  };
  item.advice.push(said);
  if (item.kind === 'told' && (said.lastAt ?? '') > (item.freshness.lastReadAt ?? ''))
    item.freshness.lastReadAt = said.lastAt;
  if (item.kind === 'told' && code === 'clock-ahead') item.freshness.clockOffsetMs = found.amount;
  if (item.kind === 'told' && code === 'clock-behind') item.freshness.clockOffsetMs ??= -(found.amount ?? 0);
}
