// OTLP/JSON AnyValue and KeyValue, into the same values as the protobuf decoder.
import type { Attributes, AttributeValue } from '#lib/ingest/span-row.ts';
import type { Decoding } from './decoding.ts';
import { asObject, boolean, double, int64, type Json, listAt, objectAt, textAt } from './json-field.ts';
import { finiteOrWord, setAttribute } from './rows.ts';

/** The KeyValue list `owner.attributes`, at most as many as the limits allow. */
export function readAttributes(owner: Json, decoding: Decoding): Attributes {
  const attributes: Attributes = {};
  let kept = 0;
  for (const item of listAt(owner, 'attributes')) {
    if (kept++ >= decoding.limits.attributes) decoding.countCut('attributes');
    else readKeyValue(item, decoding, attributes, 0);
  }
  return attributes;
}

function readKeyValue(item: unknown, decoding: Decoding, into: Attributes, depth: number): void {
  const pair = asObject(item, 'attribute');
  const key = decoding.clean(textAt(pair, 'key'));
  setAttribute(into, key, readAnyValue(pair.value, decoding, depth));
}

/** One AnyValue; null = nothing set, or nested too deep. */
export function readAnyValue(value: unknown, decoding: Decoding, depth: number): AttributeValue {
  if (value === undefined || value === null) return null;
  const any = asObject(value, 'value');
  if (isSet(any.stringValue)) return decoding.clean(textAt(any, 'stringValue'));
  if (isSet(any.intValue)) return int64(any.intValue, 'intValue');
  if (isSet(any.boolValue)) return boolean(any.boolValue, 'boolValue');
  if (isSet(any.doubleValue)) return finiteOrWord(double(any.doubleValue, 'doubleValue'));
  if (isSet(any.arrayValue)) return readNested(asObject(any.arrayValue, 'arrayValue'), decoding, depth + 1, false);
  if (isSet(any.kvlistValue)) return readNested(asObject(any.kvlistValue, 'kvlistValue'), decoding, depth + 1, true);
  if (isSet(any.bytesValue)) return readBytes(textAt(any, 'bytesValue'), decoding);
  return null;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function readNested(owner: Json, decoding: Decoding, depth: number, isMap: boolean): AttributeValue {
  if (!decoding.admitDepth(depth)) {
    skipNested(owner, decoding, depth, isMap);
    return null;
  }
  const list: AttributeValue[] = [];
  const map: Attributes = {};
  let seen = 0;
  for (const item of listAt(owner, 'values')) {
    if (seen++ >= decoding.limits.elements) decoding.countCut('values');
    else if (isMap) readKeyValue(item, decoding, map, depth);
    else list.push(readAnyValue(item, decoding, depth));
  }
  return isMap ? map : list;
}

/** Keeps nothing, but goes on looking for nesting that must be refused. */
function skipNested(owner: Json, decoding: Decoding, depth: number, isMap: boolean): void {
  for (const item of listAt(owner, 'values')) {
    const value = objectAt({ value: isMap ? asObject(item, 'attribute').value : item }, 'value');
    for (const field of ['arrayValue', 'kvlistValue']) {
      const nested = value && objectAt(value, field);
      if (!nested) continue;
      decoding.admitDepth(depth + 1);
      skipNested(nested, decoding, depth + 1, field === 'kvlistValue');
    }
  }
}

function readBytes(base64: string, decoding: Decoding): AttributeValue {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > decoding.limits.text) decoding.countCut('values');
  return { $bytes: bytes.subarray(0, decoding.limits.text).toString('base64') };
}
