// Everything of one request in the form in which it is stored, but for what only the database knows. To be called where decoding is
// done, in another thread if there is one: plain data and bytes, nothing that cannot be handed over. Pure.
import type { Evidence } from '#lib/domain/evidence.ts';
import { type InboxPart, packInboxParts } from '#lib/ingest/pack-inbox.ts';
import { type PackedLogs, packLogs } from '#lib/ingest/pack-logs.ts';
import { type PackedSpans, packSpans } from '#lib/ingest/pack-spans.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';

export interface PackedRequest {
  spans: PackedSpans;
  logs: PackedLogs;
  inbox: InboxPart[];
}

export function packRequest(request: {
  evidence: readonly Evidence[];
  spans: readonly SpanRow[];
  logs: readonly LogRow[];
}): PackedRequest {
  return { spans: packSpans(request.spans), logs: packLogs(request.logs), inbox: packInboxParts(request.evidence) };
}

/** Spans and log records in it. */
export const recordsIn = ({ spans, logs }: PackedRequest): number => spans.wordIx.length + logs.wordIx.length;
