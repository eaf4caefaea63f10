// What a job's own data tells of it: correlation, the span that enqueued it, and the fields the operator allowed. Pure. Payloads are
// off by default: nothing is kept of them but what is named here.
import type { SourceSettings } from '#lib/collector.ts';
import type { RunFacts, SpanRef } from '#lib/domain/evidence.ts';

type Correlation = NonNullable<RunFacts['correlation']>;

/** Where correlation IDs usually are; those named by the operator come first. Ranks: EVIDENCE.md, 1 = set on purpose. */
const usualPointers: readonly { pointer: string; rank: number }[] = [
  { pointer: '/correlationId', rank: 2 },
  { pointer: '/correlation_id', rank: 2 },
  { pointer: '/requestId', rank: 3 },
  { pointer: '/traceId', rank: 6 },
];
const carrierPointers = ['/_otel', '/headers', ''];
const longestId = 256;

export interface PayloadFacts {
  correlation?: Correlation;
  createdBy?: SpanRef;
  payload?: RunFacts['payload'];
}

/**
 * `data`: the job's data as parsed JSON. `carrier`: trace context that the backend keeps apart from the data (BullMQ's `opts.tm`), an
 * object with `traceparent` and `baggage`.
 */
export function factsFromPayload(
  data: unknown,
  settings: Pick<SourceSettings, 'correlation' | 'payload'>,
  carrier?: unknown,
): PayloadFacts {
  const carriers = [carrier, ...carrierPointers.map((pointer) => valueAt(data, pointer))];
  const found: PayloadFacts = {};
  const correlation = correlationIn(data, settings.correlation.pointers, carriers);
  if (correlation) found.correlation = correlation;
  const createdBy = first(carriers, (one) => parseTraceparent(valueAt(one, '/traceparent')));
  if (createdBy) found.createdBy = createdBy;
  const payload = allowedFields(data, settings.payload);
  if (payload) found.payload = payload;
  return found;
}

function correlationIn(
  data: unknown,
  pointers: readonly string[],
  carriers: readonly unknown[],
): Correlation | undefined {
  for (const pointer of pointers) {
    const id = idAt(data, pointer);
    if (id !== undefined) return { id, rank: 1, via: `payload ${pointer}` };
  }
  const baggage = first(carriers, (one) => correlationInBaggage(valueAt(one, '/baggage')));
  if (baggage !== undefined) return { id: baggage, rank: 2, via: 'baggage' };
  for (const { pointer, rank } of usualPointers) {
    const id = idAt(data, pointer);
    if (id !== undefined) return { id, rank, via: `payload ${pointer}` };
  }
  return undefined;
}

function first<T>(all: readonly unknown[], read: (one: unknown) => T | undefined): T | undefined {
  for (const one of all) {
    const found = read(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value at a JSON pointer (RFC 6901); undefined when it is not there. */
export function valueAt(data: unknown, pointer: string): unknown {
  if (pointer === '') return data;
  let value = data;
  for (const part of pointer.replace(/^\//, '').split('/')) {
    if (value === null || typeof value !== 'object') return undefined;
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

/** A text or number that can serve as an id. */
export function idAt(data: unknown, pointer: string): string | undefined {
  const value = valueAt(data, pointer);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= longestId ? value : undefined;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header; all zeros are invalid. */
export function parseTraceparent(value: unknown): SpanRef | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(value);
  const [, traceId, spanId] = match ?? [];
  return !traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId) ? undefined : { traceId, spanId };
}

/** Member `correlation.id` of a W3C baggage header: https://www.w3.org/TR/baggage/#header-content */
function correlationInBaggage(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  for (const member of value.split(',')) {
    const [pair = ''] = member.split(';');
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === 'correlation.id') {
      const id = decode(pair.slice(at + 1).trim());
      return id.length > 0 && id.length <= longestId ? id : undefined;
    }
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function allowedFields(data: unknown, { allow, redact }: SourceSettings['payload']): RunFacts['payload'] | undefined {
  const fields: NonNullable<RunFacts['payload']> = {};
  for (const pointer of allow) {
    const value = valueAt(data, pointer);
    if (value === undefined) continue;
    const isRedacted = redact.some((hidden) => hidden === pointer || pointer.startsWith(`${hidden}/`));
    const isPlain = value === null || typeof value !== 'object';
    if (isRedacted || !isPlain)
      fields[pointer] = isRedacted ? '[redacted]' : JSON.stringify(withheld(value, redact, pointer));
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
      fields[pointer] = value;
    }
  }
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** A copy of a nested value without what is to be redacted below it. */
function withheld(value: unknown, redact: readonly string[], at: string): unknown {
  if (redact.includes(at)) return '[redacted]';
  if (Array.isArray(value)) return value.map((part, index) => withheld(part, redact, `${at}/${index}`));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const escaped = key.replaceAll('~', '~0').replaceAll('/', '~1');
      return [key, withheld(part, redact, `${at}/${escaped}`)];
    }),
  );
}
