import protobuf from 'protobufjs';

// The part of OTLP that the kit sends. https://github.com/open-telemetry/opentelemetry-proto
const source = `syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Scope { string name = 1; string version = 2; }
message Status { string message = 2; int32 code = 3; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11;
  repeated Link links = 13; Status status = 15; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message TracesData { repeated ResourceSpans resource_spans = 1; }
message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; AnyValue body = 5; repeated KeyValue attributes = 6;
  bytes trace_id = 9; bytes span_id = 10; string event_name = 12; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message LogsData { repeated ResourceLogs resource_logs = 1; }`;

const root = protobuf.parse(source).root;
const read = (type: string, body: Buffer) => {
  const message = root.lookupType(type);
  return message.toObject(message.decode(body), { longs: Number, bytes: String, defaults: true, arrays: true });
};

export type Value = string | number | boolean | null | Value[];
/** kind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. status: 0 unset, 1 ok, 2 error. Ids are lower-case hex, times nanoseconds. */
export interface SeenSpan {
  resource: Record<string, Value>;
  scope: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  start: number;
  end: number;
  attributes: Record<string, Value>;
  events: { name: string; attributes: Record<string, Value> }[];
  status: { code: number; message: string };
}
export interface SeenLog {
  resource: Record<string, Value>;
  eventName: string;
  time: number;
  traceId: string;
  spanId: string;
  body: Value;
  attributes: Record<string, Value>;
}

const hex = (base64: string) => Buffer.from(base64 ?? '', 'base64').toString('hex');

type AnyValue = Record<string, unknown> & { arrayValue?: { values: AnyValue[] } };
type KeyValues = { key: string; value: AnyValue }[];
interface RawSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: number;
  endTimeUnixNano: number;
  attributes: KeyValues;
  events: { name: string; attributes: KeyValues }[];
  status: { code: number; message: string } | null;
}
interface RawLog {
  eventName: string;
  timeUnixNano: number;
  traceId: string;
  spanId: string;
  body: AnyValue;
  attributes: KeyValues;
}
interface RawTraces {
  resourceSpans: { resource: { attributes: KeyValues }; scopeSpans: { scope: { name: string }; spans: RawSpan[] }[] }[];
}
interface RawLogs {
  resourceLogs: { resource: { attributes: KeyValues }; scopeLogs: { logRecords: RawLog[] }[] }[];
}

function plainValue(value: AnyValue | null): Value {
  if (!value) return null;
  if (value.arrayValue) return value.arrayValue.values.map(plainValue);
  return (Object.values(value).find((it) => it !== undefined) ?? null) as Value;
}
const attributesOf = (list: KeyValues) => Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));

export function decodeTraces(body: Buffer): SeenSpan[] {
  const data = read('TracesData', body) as RawTraces;
  return data.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        resource: attributesOf(resource.attributes),
        scope: scope.name,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        name: span.name,
        kind: span.kind,
        start: span.startTimeUnixNano,
        end: span.endTimeUnixNano,
        attributes: attributesOf(span.attributes),
        events: span.events.map((event) => ({ name: event.name, attributes: attributesOf(event.attributes) })),
        status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
      })),
    ),
  );
}

export function decodeLogs(body: Buffer): SeenLog[] {
  const data = read('LogsData', body) as RawLogs;
  return data.resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map((record) => ({
        resource: attributesOf(resource.attributes),
        eventName: record.eventName,
        time: record.timeUnixNano,
        traceId: hex(record.traceId),
        spanId: hex(record.spanId),
        body: plainValue(record.body),
        attributes: attributesOf(record.attributes),
      })),
    ),
  );
}
