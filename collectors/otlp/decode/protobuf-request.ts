// Protobuf ExportTraceServiceRequest and ExportLogsServiceRequest: the same three nested envelopes (resource, scope,
// record) in both, with the same field numbers. Fields may come in any order, so resource and scope are shared
// objects that are filled when met.
import type { ResourceRow, ScopeRow } from '#lib/ingest/span-row.ts';
import type { DecodedLogs, DecodedTraces, Decoding } from './decoding.ts';
import { readLog } from './protobuf-log.ts';
import { readSpan } from './protobuf-span.ts';
import { readAttribute, readText } from './protobuf-value.ts';
import { emptyResource, emptyScope, nameResource } from './rows.ts';
import { Wire } from './wire.ts';

type ReadRecord<Row> = (
  wire: Wire,
  end: number,
  decoding: Decoding,
  resource: ResourceRow,
  scope: ScopeRow,
) => Row | null;

/** Decodes one request; throws AppError('invalid_input') when it is not protobuf of this shape. */
export function decodeTracesProtobuf(body: Buffer, decoding: Decoding): DecodedTraces {
  return { spans: readRequest(body, decoding, readSpan), rejections: decoding.rejections };
}

/** Decodes one request; throws AppError('invalid_input') when it is not protobuf of this shape. */
export function decodeLogsProtobuf(body: Buffer, decoding: Decoding): DecodedLogs {
  return { logs: readRequest(body, decoding, readLog), rejections: decoding.rejections };
}

function readRequest<Row>(body: Buffer, decoding: Decoding, readRecord: ReadRecord<Row>): Row[] {
  const rows: Row[] = [];
  const wire = new Wire(body);
  while (wire.at < body.length) {
    const tag = wire.varint();
    if (tag === 10) readResourceGroup(wire, wire.pieceEnd(body.length), decoding, readRecord, rows);
    else wire.skip(tag, body.length);
  }
  wire.close(body.length);
  return rows;
}

function readResourceGroup<Row>(
  wire: Wire,
  end: number,
  decoding: Decoding,
  readRecord: ReadRecord<Row>,
  rows: Row[],
): void {
  const resource = emptyResource();
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) readResource(wire, wire.pieceEnd(end), decoding, resource);
    else if (tag === 18) readScopeGroup(wire, wire.pieceEnd(end), decoding, resource, readRecord, rows);
    else wire.skip(tag, end);
  }
  wire.close(end);
  nameResource(resource);
}

function readResource(wire: Wire, end: number, decoding: Decoding, resource: ResourceRow): void {
  let attributes = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) readAttribute(wire, end, decoding, resource.attributes, attributes++);
    else wire.skip(tag, end);
  }
  wire.close(end);
  decoding.takeCut();
}

function readScopeGroup<Row>(
  wire: Wire,
  end: number,
  decoding: Decoding,
  resource: ResourceRow,
  readRecord: ReadRecord<Row>,
  rows: Row[],
): void {
  const scope = emptyScope();
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) readScope(wire, wire.pieceEnd(end), decoding, scope);
    else if (tag === 18) {
      const recordEnd = wire.pieceEnd(end);
      if (!decoding.admitRecord(resource)) {
        wire.at = recordEnd;
        continue;
      }
      const row = readRecord(wire, recordEnd, decoding, resource, scope);
      if (row !== null) rows.push(row);
    } else wire.skip(tag, end);
  }
  wire.close(end);
}

function readScope(wire: Wire, end: number, decoding: Decoding, scope: ScopeRow): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) scope.name = readText(wire, end, decoding);
    else if (tag === 18) scope.version = readText(wire, end, decoding);
    else wire.skip(tag, end);
  }
  wire.close(end);
  decoding.takeCut();
}
