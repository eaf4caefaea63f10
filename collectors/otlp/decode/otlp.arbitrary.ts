// Random OTLP messages for fast-check, in the shape of OTLP/JSON with ids in hex; `withBytes` turns them into what the
// protobuf oracle takes.
import fc from 'fast-check';

const text = fc.string({ unit: 'grapheme', maxLength: 24 });
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString('hex'));

const { value } = fc.letrec<{ value: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant({}),
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ doubleValue: fc.double() }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 12 }).map((b) => Buffer.from(b).toString('base64')) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({ values: fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 }) }),
    }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 5 });

const event = fc.record({ timeUnixNano: nanos, name: text, attributes, droppedAttributesCount: uint32 });
const link = fc.record({ traceId: hex(16), spanId: hex(8), traceState: text, attributes, flags: uint32 });
const span = fc.record({
  traceId: fc.oneof({ weight: 9, arbitrary: hex(16) }, hex(3)),
  spanId: fc.oneof({ weight: 9, arbitrary: hex(8) }, hex(0)),
  parentSpanId: fc.oneof(hex(8), fc.constant('')),
  traceState: text,
  name: text,
  kind: fc.integer({ min: 0, max: 7 }),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 3 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 3 }),
  droppedLinksCount: uint32,
  status: fc.record({ message: text, code: fc.integer({ min: 0, max: 3 }) }),
  flags: uint32,
});
const log = fc.record({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  severityNumber: fc.integer({ min: 0, max: 25 }),
  severityText: fc.constantFrom('', 'INFO', 'warn', 'odd'),
  body: value,
  attributes,
  traceId: fc.oneof(hex(16), fc.constant('')),
  spanId: fc.oneof(hex(8), fc.constant('')),
  eventName: text,
});
const scope = fc.record({ name: text, version: text, attributes });
const resource = fc.record({
  attributes: fc
    .tuple(attributes, text)
    .map(([list, service]) => [...list, { key: 'service.name', value: { stringValue: service } }]),
});

export const tracesRequest = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource,
      scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 4 }) }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});
export const logsRequest = fc.record({
  resourceLogs: fc.array(
    fc.record({
      resource,
      scopeLogs: fc.array(fc.record({ scope, logRecords: fc.array(log, { maxLength: 4 }) }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});

const idKeys = new Set(['traceId', 'spanId', 'parentSpanId']);

/** The same message with ids as bytes and doubles as numbers, for the protobuf oracle. */
export function withBytes(message: unknown): object {
  return JSON.parse(JSON.stringify(message, replaceDouble), (key, item: unknown) => {
    if (idKeys.has(key)) return Buffer.from(String(item), 'hex').toString('base64');
    return key === 'doubleValue' ? Number(item) : item;
  });
}

/** JSON as OTLP wants it: NaN and the infinities as words, and −0 kept out, which JSON cannot say. */
export function replaceDouble(key: string, item: unknown): unknown {
  if (key === 'doubleValue' && typeof item === 'number' && !Number.isFinite(item)) return String(item);
  return item;
}
