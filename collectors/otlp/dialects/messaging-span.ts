// What spans of messaging libraries have in common, under present and former attribute names
// (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/).
import type { Evidence, EvidenceEdge, Micros, SpanRef } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf } from './attribute.ts';
import { endOf, evidenceFrom, parentRefOf, refOf, type Subject, type Told, versionOf } from './dialect.ts';
import { errorOf, isError } from './span-error.ts';

export type Operation = 'send' | 'process' | 'other';

export const systemKey = 'messaging.system';
export const queueKeys = [
  'messaging.destination.name',
  'messaging.destination',
  'messaging.source.name',
  'messaging.source',
] as const;
/** Present and former operation names, and the verbs in names of spans that have none. */
const operations: Record<string, Operation> = {
  send: 'send',
  publish: 'send',
  create: 'send',
  process: 'process',
  deliver: 'process',
  run: 'process',
  perform: 'process',
};

/** Taking messages, and settling them, is no handling. */
const unhandled: ReadonlySet<string> = new Set([
  'receive',
  'poll',
  'ack',
  'nack',
  'reject',
  'settle',
  'complete',
  'delete',
]);

/** What the span does with a message: as its attributes say; else by its kind, else by the first or last word of its name. */
export function operationOf(span: SpanRow): Operation {
  const said = textOf(span.attributes, 'messaging.operation.type', 'messaging.operation');
  if (said !== undefined) return operations[said.toLowerCase()] ?? 'other';
  // The library's own word: known ones count, others (`Worker.run`) say nothing.
  const called = textOf(span.attributes, 'messaging.operation.name')?.toLowerCase() ?? '';
  if (called in operations) return operations[called] as Operation;
  if (unhandled.has(called)) return 'other';
  const words = span.name.toLowerCase().split(/\s+/);
  if (span.kind === spanKind.producer) return 'send';
  if (span.kind === spanKind.consumer) return words.includes('receive') ? 'other' : 'process';
  const verb = operations[words[0] ?? ''] ?? operations[words.at(-1) ?? ''];
  return verb === 'process' ? 'process' : 'other';
}

export const queueOf = (span: SpanRow): string =>
  textOf(span.attributes, queueKeys[0], queueKeys[1], queueKeys[2], queueKeys[3]) ?? urlTail(span) ?? '';

/** Former instrumentations of SQS name the queue by its URL alone; those of other brokers have the broker's there. */
function urlTail(span: SpanRow): string | undefined {
  const url = textOf(span.attributes, 'messaging.url');
  return url?.startsWith('http') ? url.split('/').at(-1) || undefined : undefined;
}

export const messageIdOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, 'messaging.message.id', 'messaging.message_id');

/** The span in which the message that a consumer handles was created: its first link, else its parent. */
export function creationOf(span: SpanRow): SpanRef | undefined {
  const link = span.links[0];
  if (link) return { traceId: link.traceId, spanId: link.spanId };
  return (span.kind === spanKind.consumer && parentRefOf(span)) || undefined;
}

/** OTLP flags: bit 8 says that bit 9 means something, and that the parent is of another program. */
export const isParentLocal = ({ flags }: SpanRow): boolean => (flags & 0x300) === 0x100;

/** Edges to the span's parent and links. */
export function edgesOf(span: SpanRow): EvidenceEdge[] {
  const parent = parentRefOf(span);
  const edges: EvidenceEdge[] = parent ? [{ kind: 'parent', to: { span: parent } }] : [];
  for (const { traceId, spanId } of span.links) edges.push({ kind: 'link', to: { span: { traceId, spanId } } });
  return edges;
}

/** Who did the work: the client's name, else the process, else the host. */
export const workerOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, 'messaging.client.id', 'messaging.client_id', 'messaging.consumer.id') ??
  textOf(span.resource.attributes, 'service.instance.id', 'host.name');

/** When the span's event of that name happened; undefined = it has none. */
export function eventAt(span: SpanRow, name: string): Micros | undefined {
  const at = span.events.find((event) => event.name === name)?.at;
  return at !== undefined && at > 0 ? at : undefined;
}

/** The message came into being, at the span's start unless `over` says otherwise: a consumer may begin before its end. */
export function createdItem(
  span: SpanRow,
  subject: Subject,
  observedAt: Micros,
  over: Pick<Told, 'at' | 'fidelity' | 'edges'> = {},
): Evidence {
  return evidenceFrom(span, subject, {
    role: 'created',
    kind: 'created',
    at: over.at ?? span.startedAt,
    observedAt,
    fidelity: over.fidelity,
    edges: over.edges ?? edgesOf(span),
  });
}

/**
 * The message was handled once, from the span's start to its end. Unless `over` says otherwise the span's status decides, which is no word of
 * the library's (fidelity `derived`): ERROR failed, else succeeded, and nothing is said of what follows a failure.
 */
export function attemptItem(
  span: SpanRow,
  subject: Subject,
  observedAt: Micros,
  over: Pick<Told, 'attempt' | 'outcome' | 'isFinal' | 'fidelity' | 'worker' | 'error' | 'edges'> & {
    role?: string;
  } = {},
): Evidence {
  const outcome = over.outcome ?? (isError(span) ? 'failed' : 'succeeded');
  const version = versionOf(span);
  if (version !== undefined) subject.facts.version ??= version;
  const error = over.error ?? (outcome === 'failed' ? (errorOf(span) ?? { type: null, message: 'failed' }) : undefined);
  return evidenceFrom(span, subject, {
    role: over.role ?? 'attempt',
    kind: 'attempt',
    at: span.startedAt,
    endAt: endOf(span),
    observedAt,
    attempt: over.attempt,
    outcome,
    isFinal: outcome === 'succeeded' ? true : over.isFinal,
    fidelity: over.fidelity ?? (over.outcome === undefined ? 'derived' : 'reported'),
    worker: over.worker === undefined ? workerOf(span) : over.worker,
    error,
    edges: over.edges ?? edgesOf(span),
  });
}

/** The attempt that an inner span speaks of: the one it lies in. */
export const outerOf = (span: SpanRow): SpanRef => parentRefOf(span) ?? refOf(span);
