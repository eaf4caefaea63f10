// What a person is shown of a record that Postgres refused: who sent it, where it belongs and how big it is, nothing that users wrote.
import { logPlaces, type PackedLogs } from '#lib/ingest/pack-logs.ts';
import type { PackedRequest } from '#lib/ingest/pack-request.ts';
import type { PackedSpans } from '#lib/ingest/pack-spans.ts';
import { readMoment } from '#lib/ingest/row-moment.ts';
import { spanPlaces } from '#lib/ingest/span-row-writer.ts';

export interface Described {
  source: string;
  sample: string;
}

const maxName = 200;

export function describeSpan({ spans }: PackedRequest, row: number): Described {
  const { name, service, environment } = wordsAt(spans, row);
  const at = spans.offsets[row] as number;
  const hex = (place: number, size: number): string => spans.rows.toString('hex', at + place, at + place + size);
  const sample = {
    record: 'span',
    name: name.slice(0, maxName),
    environment,
    traceId: hex(spanPlaces.trace_id, 16),
    spanId: hex(spanPlaces.span_id, 8),
    startedAt: isoAt(spans, row, spanPlaces.started_at),
  };
  return { source: service, sample: JSON.stringify(sample) };
}

export function describeLog({ logs }: PackedRequest, row: number): Described {
  const { service, environment } = wordsAt(logs, row);
  const bytes = (logs.offsets[row + 1] as number) - (logs.offsets[row] as number);
  const sample = { record: 'log', environment, at: isoAt(logs, row, logPlaces.at), bytes };
  return { source: service, sample: JSON.stringify(sample) };
}

function wordsAt<Words>({ words, wordIx }: { words: Words[]; wordIx: Uint32Array }, row: number): Words {
  return words[wordIx[row] as number] as Words;
}

const isoAt = ({ rows, offsets }: PackedSpans | PackedLogs, row: number, place: number): string =>
  new Date(readMoment(rows, (offsets[row] as number) + place) / 1000).toISOString();
