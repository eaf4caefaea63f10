// Spans and log records as OTLP/JSON objects, and the same as protobuf. Texts may be bytes that are no UTF-8; JSON cannot say those.
import { doubleField, field, fixed64Field, idOf, varintField } from './otlp-protobuf.ts';

export type Text = string | Buffer;

export interface Any {
  stringValue?: Text;
  intValue?: bigint | number | string;
  doubleValue?: number | string;
  boolValue?: boolean;
  arrayValue?: { values: Any[] };
  kvlistValue?: { values: Pair[] };
}

export interface Pair {
  key: Text;
  value: Any;
}

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: Text;
  name?: Text;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Pair[];
  events?: { timeUnixNano: string; name: Text; attributes?: Pair[] }[];
  links?: { traceId: string; spanId: string; traceState?: Text; attributes?: Pair[] }[];
  status?: { code?: number; message?: Text };
}

export interface LogRecord {
  timeUnixNano: string;
  severityNumber?: number;
  severityText?: Text;
  eventName?: Text;
  body?: Any;
  attributes?: Pair[];
  traceId?: string;
  spanId?: string;
}

export interface Scope {
  name?: Text;
  version?: Text;
}

export const textPair = (key: Text, stringValue: Text): Pair => ({ key, value: { stringValue } });
export const nowNanos = (): string => `${Date.now()}000000`;

/** The attributes of a job's finished attempt. */
export const jobWords = (
  queue: Text,
  jobId: Text,
  over: { job?: Text; outcome?: string; system?: Text } = {},
): Pair[] => [
  textPair('job.system', over.system ?? 'ledger'),
  textPair('job.queue', queue),
  textPair('job.id', jobId),
  textPair('job.name', over.job ?? 'entry'),
  textPair('job.outcome', over.outcome ?? 'succeeded'),
];

/** Ids that are the same for the same words. */
export const idsOf = (words: string): { traceId: string; spanId: string } => ({
  traceId: idOf(`trace ${words}`, 16).toString('hex'),
  spanId: idOf(`span ${words}`, 8).toString('hex'),
});

/** A span of 50 ms that ended now, of kind consumer, about a job. */
export function jobSpan(queue: string, jobId: string, over: Partial<Span> = {}): Span {
  const now = Date.now();
  const times = { startTimeUnixNano: `${now - 50}000000`, endTimeUnixNano: `${now}000000` };
  return {
    ...idsOf(`${queue} ${jobId}`),
    name: 'work',
    kind: 5,
    ...times,
    attributes: jobWords(queue, jobId),
    ...over,
  };
}

export interface Content {
  spans?: Span[];
  logs?: LogRecord[];
  /** Of the resource, beside service and environment; a key given here replaces theirs. */
  resource?: Pair[];
  scope?: Scope;
}

function resourceOf(content: Content): Pair[] {
  const given = content.resource ?? [];
  const usual = [textPair('service.name', 'ledger'), textPair('deployment.environment.name', 'faults')];
  return [...usual.filter(({ key }) => !given.some((one) => one.key === key)), ...given];
}

/** The request as OTLP/JSON; NUL and lone surrogates as escapes. */
export function toJson(content: Content): string {
  const resource = { attributes: resourceOf(content) };
  const scope = content.scope ?? {};
  const message = content.logs
    ? { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: content.logs }] }] }
    : { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: content.spans ?? [] }] }] };
  return JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

const joined = (fields: readonly (Buffer | undefined)[]): Buffer =>
  Buffer.concat(fields.filter((one) => one !== undefined));
const text = (number: number, value: Text | undefined) => (value === undefined ? undefined : field(number, value));
const hex = (number: number, value: string | undefined) =>
  value === undefined ? undefined : field(number, Buffer.from(value, 'hex'));

function any(value: Any): Buffer {
  if (value.stringValue !== undefined) return field(1, value.stringValue);
  if (value.boolValue !== undefined) return varintField(2, value.boolValue ? 1 : 0);
  if (value.intValue !== undefined) return varintField(3, BigInt(value.intValue));
  if (value.doubleValue !== undefined) return doubleField(4, Number(value.doubleValue));
  if (value.arrayValue) return field(5, Buffer.concat(value.arrayValue.values.map((one) => field(1, any(one)))));
  if (value.kvlistValue) return field(6, Buffer.concat(value.kvlistValue.values.map((one) => field(1, pair(one)))));
  return Buffer.alloc(0);
}

const pair = ({ key, value }: Pair): Buffer => Buffer.concat([field(1, key), field(2, any(value))]);
const pairs = (number: number, list: Pair[] | undefined): Buffer =>
  Buffer.concat((list ?? []).map((one) => field(number, pair(one))));

function span(one: Span): Buffer {
  return joined([
    hex(1, one.traceId),
    hex(2, one.spanId),
    text(3, one.traceState),
    hex(4, one.parentSpanId),
    text(5, one.name),
    varintField(6, one.kind ?? 0),
    fixed64Field(7, BigInt(one.startTimeUnixNano)),
    fixed64Field(8, BigInt(one.endTimeUnixNano)),
    pairs(9, one.attributes),
    ...(one.events ?? []).map((event) =>
      field(11, joined([fixed64Field(1, BigInt(event.timeUnixNano)), text(2, event.name), pairs(3, event.attributes)])),
    ),
    ...(one.links ?? []).map((link) =>
      field(
        13,
        joined([hex(1, link.traceId), hex(2, link.spanId), text(3, link.traceState), pairs(4, link.attributes)]),
      ),
    ),
    one.status && field(15, joined([text(2, one.status.message), varintField(3, one.status.code ?? 0)])),
  ]);
}

function log(one: LogRecord): Buffer {
  return joined([
    fixed64Field(1, BigInt(one.timeUnixNano)),
    varintField(2, one.severityNumber ?? 0),
    text(3, one.severityText),
    one.body && field(5, any(one.body)),
    pairs(6, one.attributes),
    hex(9, one.traceId),
    hex(10, one.spanId),
    text(12, one.eventName),
  ]);
}

/** The same request as protobuf. */
export function toProtobuf(content: Content): Buffer {
  const resource = field(1, pairs(1, resourceOf(content)));
  const scope = field(1, joined([text(1, content.scope?.name), text(2, content.scope?.version)]));
  const records = content.logs ? content.logs.map(log) : (content.spans ?? []).map(span);
  return field(1, Buffer.concat([resource, field(2, Buffer.concat([scope, ...records.map((one) => field(2, one))]))]));
}
