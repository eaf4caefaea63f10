// Packed requests into span, span_chunk and log, inside the caller's transaction: at full speed, or carefully, row by row where need be.
import { copyRows } from '#lib/db/copy-binary.ts';
import { copyCarefully, type Poison } from '#lib/db/copy-carefully.ts';
import { bytesOf, type CopyPiece } from '#lib/db/copy-piece.ts';
import type { Client, Pool } from '#lib/db/pool.ts';
import { insertQuarantined, type Quarantined } from '#lib/db/quarantine/insert-quarantined.ts';
import { bindLogs } from '#lib/ingest/bind-logs.ts';
import { bindSpans } from '#lib/ingest/bind-spans.ts';
import { describeLog, describeSpan } from '#lib/ingest/describe-record.ts';
import { logColumns } from '#lib/ingest/pack-logs.ts';
import type { PackedRequest } from '#lib/ingest/pack-request.ts';
import { spanColumns } from '#lib/ingest/span-row-writer.ts';

const chunkTarget = 'span_chunk (id, day, codec, body)';
const spanTarget = `span (${spanColumns})`;
const logTarget = `log (${logColumns})`;

export interface BoundRequests {
  requests: readonly PackedRequest[];
  spans: CopyPiece[];
  chunks: CopyPiece[];
  logs: CopyPiece[];
}

/** Everything that can be done before the transaction. */
export async function bindRequests(pool: Pool, requests: readonly PackedRequest[]): Promise<BoundRequests> {
  const bound = await bindSpans(
    pool,
    requests.map((request) => request.spans),
  );
  const logs = await bindLogs(
    pool,
    requests.map((request) => request.logs),
  );
  return { requests, ...bound, logs };
}

/** All of it, or Postgres' error. Returns how many records of each request were left out: none. */
export async function copyBound(client: Client, { requests, spans, chunks, logs }: BoundRequests): Promise<number[]> {
  await copyRows(client, chunkTarget, chunks.map(bytesOf));
  await copyRows(client, spanTarget, spans.map(bytesOf));
  await copyRows(client, logTarget, logs.map(bytesOf));
  return requests.map(() => 0);
}

/** What Postgres takes; the rest goes into quarantine. Returns how many records of each request were left out. */
export async function copyBoundCarefully(
  client: Client,
  { requests, spans, chunks, logs }: BoundRequests,
): Promise<number[]> {
  // A chunk alone stands for no record: its spans keep their columns without it.
  const ofChunks = await copyCarefully(client, chunkTarget, chunks);
  const ofSpans = await copyCarefully(client, spanTarget, spans);
  const ofLogs = await copyCarefully(client, logTarget, logs);
  const asideOf = (poison: Poison, describe: (request: PackedRequest, row: number) => Omit<Quarantined, 'reason'>) => {
    const request = poison.piece.request === null ? undefined : requests[poison.piece.request];
    const described = request ? describe(request, poison.row) : { source: 'otlp', sample: 'details of up to 50 spans' };
    return { ...described, reason: reasonOf(poison.error) };
  };
  await insertQuarantined(client, [
    ...ofChunks.map((poison) => asideOf(poison, describeSpan)),
    ...ofSpans.map((poison) => asideOf(poison, describeSpan)),
    ...ofLogs.map((poison) => asideOf(poison, describeLog)),
  ]);
  const counts = requests.map(() => 0);
  for (const { piece } of [...ofSpans, ...ofLogs]) {
    if (piece.request !== null) counts[piece.request] = (counts[piece.request] ?? 0) + 1;
  }
  return counts;
}

/** Postgres' message says what is wrong with the row, and which constraint it breaks; the row itself is in `detail`, which is left out. */
function reasonOf(error: Error): string {
  return `${error.message} (SQLSTATE ${String((error as { code?: unknown }).code)})`;
}
