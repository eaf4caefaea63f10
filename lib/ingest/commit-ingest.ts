// What an acknowledgement waits for: one transaction that only appends (EVIDENCE.md, "Two commits"). Everything slow, packing and
// ids of words, happens before it begins.
import type { Cursor, Gap, QueueSample } from '#lib/collector.ts';
import { isAboutData } from '#lib/db/about-data.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { insertGaps } from '#lib/db/gap/insert-gaps.ts';
import { insertInbox } from '#lib/db/inbox/insert-inbox.ts';
import { clampToDays, type DayRange } from '#lib/db/partition/day.ts';
import { forgetKnownDays, knownDays } from '#lib/db/partition/known-days.ts';
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { queuesOf } from '#lib/db/queue/queue-ids.ts';
import { insertSamples } from '#lib/db/sample/insert-samples.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { joinInboxParts } from '#lib/ingest/pack-inbox.ts';
import { type PackedRequest, packRequest } from '#lib/ingest/pack-request.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';
import { bindRequests, copyBound, copyBoundCarefully } from '#lib/ingest/store-requests.ts';
import { fence, type Lease } from '#lib/lease.ts';

export interface IngestBatch {
  /** Identity of the request: one that was committed before is a no-op. */
  ledgerId?: Buffer;
  /** The same for several requests committed at once: the caller left out those that were known; LedgerRace when one became so. */
  ledgerIds?: readonly Buffer[];
  /** Packed where they were decoded; their rows are written into. */
  requests?: readonly PackedRequest[];
  /** What is not packed yet; counts as one more request. */
  evidence?: readonly Evidence[];
  spans?: SpanRow[];
  logs?: LogRow[];
  samples?: readonly { environment: string; source: string; system: string; sample: QueueSample }[];
  gaps?: readonly { source: string; gap: Gap }[];
  /** Where the source is to be read on from; refused with AppError('conflict') when the lease was taken over. */
  cursor?: {
    sourceId: string;
    lease: Lease;
    next: Cursor;
    clockOffsetMs: number | null;
    /** As in `Batch`. */
    restMs?: number;
    sampleRestMs?: number;
  };
}

/** Another transaction committed one of the requests in between; nothing was stored, ask the ledger again. */
export class LedgerRace extends Error {}

export interface Committed {
  /** The ledger knew it, nothing was written. */
  isRepeat: boolean;
  /** How many records of each request were put into quarantine, because Postgres refuses them. */
  quarantined: number[];
}

/**
 * Stores a batch durably: when this returns, it may be acknowledged. Spans and log records that Postgres refuses are left out, one by
 * one, into quarantine. Throws the database's error when nothing was stored; the caller may try the same batch again.
 */
export async function commitIngest(pool: Pool, batch: IngestBatch): Promise<Committed> {
  const { evidence = [], spans = [], logs = [], ledgerIds = [] } = batch;
  const requests = [...(batch.requests ?? [])];
  if (evidence.length + spans.length + logs.length > 0) requests.push(packRequest({ evidence, spans, logs }));
  const inbox = joinInboxParts(requests.flatMap((request) => request.inbox));
  const samples = await prepareSamples(pool, batch.samples ?? []);
  const gaps = await prepareGaps(pool, batch.gaps ?? []);
  const store = (copy: (client: Client) => Promise<number[]>) =>
    inTransaction(
      pool,
      async (client, opened): Promise<Committed> => {
        if (batch.ledgerId && !(await enterLedger(client, batch.ledgerId))) return { isRepeat: true, quarantined: [] };
        if (batch.cursor) await fence(client, [batch.cursor.lease]);
        // Another transaction was faster with one of them.
        if (opened.rows.length < ledgerIds.length) throw new LedgerRace();
        const quarantined = await copy(client);
        await insertSamples(client, samples);
        await insertGaps(client, gaps);
        if (batch.cursor) await saveCursor(client, batch.cursor);
        await insertInbox(client, inbox);
        return { isRepeat: false, quarantined };
      },
      ledgerStatement(ledgerIds),
    );
  const bound = await bindRequests(pool, requests);
  try {
    return await store((client) => copyBound(client, bound));
  } catch (error) {
    if (!isAboutData(error) || requests.length === 0) throw error;
  }
  // A day that was dropped or made meanwhile is refused in the same way as a row: so everything is bound anew.
  forgetKnownDays(pool);
  const again = await bindRequests(pool, requests);
  return store((client) => copyBoundCarefully(client, again));
}

async function prepareSamples(pool: Pool, samples: NonNullable<IngestBatch['samples']>) {
  if (samples.length === 0) return [];
  const queues = queuesOf(pool);
  const named = samples.map((s) => ({ ...s, queue: s.sample.queue }));
  await queues.require(named);
  const days = await knownDays(pool, 'sample');
  return named.map((s) => ({ queueId: queues.id(s), sample: clampSample(s.sample, days) }));
}

const clampSample = (sample: QueueSample, days: DayRange): QueueSample => ({
  ...sample,
  at: clampToDays(sample.at, days),
});

async function prepareGaps(pool: Pool, gaps: NonNullable<IngestBatch['gaps']>) {
  if (gaps.length === 0) return [];
  const dims = dimsOf(pool);
  await dims.require('source', new Set(gaps.map((g) => g.source)));
  return gaps.map((g) => ({ sourceId: dims.id('source', g.source), gap: g.gap }));
}

async function enterLedger(client: Client, id: Buffer): Promise<boolean> {
  // The rows that came back, not their count: Citus counts conflicting ones too.
  const text = 'insert into ingest_batch (id) values ($1) on conflict do nothing returning 1';
  return (await client.query(text, [id])).rows.length === 1;
}

/** Without parameters, so that it can go along with `begin`; ids are bytes, so nothing needs quoting. */
function ledgerStatement(ids: readonly Buffer[]): string {
  if (ids.length === 0) return '';
  // In one order, so that two doors that were sent the same requests cannot wait for each other.
  const values = [...ids].sort(Buffer.compare).map((id) => `('\\x${id.toString('hex')}'::bytea)`);
  return `insert into ingest_batch (id) values ${values.join(', ')} on conflict do nothing returning 1`;
}

async function saveCursor(client: Client, cursor: NonNullable<IngestBatch['cursor']>): Promise<void> {
  await client.query(
    `insert into source_state (source_id, cursor, last_read_at, clock_offset_ms, rest_ms, sample_rest_ms) values ($1, $2, now(), $3, $4, $5)
     on conflict (source_id) do update
        set cursor = excluded.cursor, last_read_at = excluded.last_read_at, rest_ms = excluded.rest_ms,
            sample_rest_ms = excluded.sample_rest_ms,
            clock_offset_ms = coalesce(excluded.clock_offset_ms, source_state.clock_offset_ms)`,
    [
      cursor.sourceId,
      cursor.next === null ? null : JSON.stringify(cursor.next),
      cursor.clockOffsetMs,
      Math.round(cursor.restMs ?? 0),
      Math.round(cursor.sampleRestMs ?? 0),
    ],
  );
}
