// Protobuf AnyValue and KeyValue (opentelemetry/proto/common/v1/common.proto).
import { isUtf8 } from 'node:buffer';
import type { Attributes, AttributeValue } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';
import { KnownTexts, maxKnownBytes } from './known-texts.ts';
import { finiteOrWord, setAttribute } from './rows.ts';
import type { Wire } from './wire.ts';

const known = new KnownTexts();

/** A string field; only as many bytes are decoded as the limit can keep (a code unit takes at most 3 bytes). */
export function readText(wire: Wire, limit: number, decoding: Decoding): string {
  const end = wire.pieceEnd(limit);
  const from = wire.at;
  wire.at = end;
  if (end - from <= maxKnownBytes && end - from <= decoding.limits.text) {
    const again = known.find(wire.bytes, from, end);
    if (again !== undefined) return again;
    const text = wire.bytes.utf8Slice(from, end);
    known.learn(text, end - from);
    return cleaned(text, wire, from, end, decoding);
  }
  const to = Math.min(end, from + decoding.limits.text * 3 + 4);
  return cleaned(wire.bytes.utf8Slice(from, to), wire, from, to, decoding);
}

function cleaned(text: string, wire: Wire, from: number, to: number, decoding: Decoding): string {
  return decoding.clean(text, text.includes('\ufffd') && !isUtf8(wire.bytes.subarray(from, to)));
}

/** A bytes field of an id, as lower-case hex; longer ones are cut, they are wrong anyway. */
export function readHex(wire: Wire, limit: number): string {
  const end = wire.pieceEnd(limit);
  const hex = wire.bytes.hexSlice(wire.at, Math.min(end, wire.at + 32));
  wire.at = end;
  return hex;
}

/** One KeyValue into `attributes`, unless `kept` says that there are enough. */
export function readAttribute(
  wire: Wire,
  limit: number,
  decoding: Decoding,
  attributes: Attributes,
  kept: number,
): void {
  const end = wire.pieceEnd(limit);
  if (kept >= decoding.limits.attributes) {
    decoding.countCut('attributes');
    wire.at = end;
    return;
  }
  readKeyValue(wire, end, decoding, attributes, 0);
}

function readKeyValue(wire: Wire, end: number, decoding: Decoding, into: Attributes, depth: number): void {
  let key = '';
  let value: AttributeValue = null;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) key = readText(wire, end, decoding);
    else if (tag === 18) value = readAnyValue(wire, wire.pieceEnd(end), decoding, depth);
    else wire.skip(tag, end);
  }
  wire.close(end);
  setAttribute(into, key, value);
}

/** An AnyValue up to `end`; the last set field counts, as in any oneof; null = nothing set, or nested too deep. */
export function readAnyValue(wire: Wire, end: number, decoding: Decoding, depth: number): AttributeValue {
  let value: AttributeValue = null;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 10) value = readText(wire, end, decoding);
    else if (tag === 16) value = wire.varint() !== 0;
    else if (tag === 24) value = wire.int64();
    else if (tag === 33) value = finiteOrWord(wire.double());
    else if (tag === 42 || tag === 50) value = readNested(wire, wire.pieceEnd(end), decoding, depth + 1, tag === 50);
    else if (tag === 58) value = readBytes(wire, wire.pieceEnd(end), decoding);
    else wire.skip(tag, end);
  }
  wire.close(end);
  return value;
}

function readNested(wire: Wire, end: number, decoding: Decoding, depth: number, isMap: boolean): AttributeValue {
  if (!decoding.admitDepth(depth)) {
    skipNested(wire, end, decoding, depth, isMap);
    return null;
  }
  const list: AttributeValue[] = [];
  const map: Attributes = {};
  let seen = 0;
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag !== 10) {
      wire.skip(tag, end);
      continue;
    }
    const pieceEnd = wire.pieceEnd(end);
    if (seen++ >= decoding.limits.elements) {
      decoding.countCut('values');
      wire.at = pieceEnd;
    } else if (isMap) readKeyValue(wire, pieceEnd, decoding, map, depth);
    else list.push(readAnyValue(wire, pieceEnd, decoding, depth));
  }
  wire.close(end);
  return isMap ? map : list;
}

/** Keeps nothing, but goes on looking for nesting that must be refused. */
function skipNested(wire: Wire, end: number, decoding: Decoding, depth: number, isMap: boolean): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag !== 10) wire.skip(tag, end);
    else if (isMap) skipKeyValue(wire, wire.pieceEnd(end), decoding, depth);
    else skipAnyValue(wire, wire.pieceEnd(end), decoding, depth);
  }
  wire.close(end);
}

function skipKeyValue(wire: Wire, end: number, decoding: Decoding, depth: number): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 18) skipAnyValue(wire, wire.pieceEnd(end), decoding, depth);
    else wire.skip(tag, end);
  }
  wire.close(end);
}

function skipAnyValue(wire: Wire, end: number, decoding: Decoding, depth: number): void {
  while (wire.at < end) {
    const tag = wire.varint();
    if (tag === 42 || tag === 50) {
      const nestedEnd = wire.pieceEnd(end);
      decoding.admitDepth(depth + 1);
      skipNested(wire, nestedEnd, decoding, depth + 1, tag === 50);
    } else wire.skip(tag, end);
  }
  wire.close(end);
}

function readBytes(wire: Wire, end: number, decoding: Decoding): AttributeValue {
  const most = wire.at + decoding.limits.text;
  if (end > most) decoding.countCut('values');
  const $bytes = wire.bytes.toString('base64', wire.at, Math.min(end, most));
  wire.at = end;
  return { $bytes };
}
