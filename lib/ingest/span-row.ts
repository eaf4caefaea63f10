// Spans and log records as decoded: flat rows, limits already applied, text already safe for Postgres (no NUL, valid
// UTF-8). Both decoders (protobuf, JSON) produce them, dialects read them, `write-spans.ts` stores them.
import type { Micros } from '#lib/domain/evidence.ts';

/**
 * JSON as it is stored. Bytes keep their base64 under `$bytes`; integers beyond 2^53 keep their exact digits and NaN and the
 * infinities their names, all three as text.
 */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | { $bytes: string }
  | AttributeValue[]
  | { [key: string]: AttributeValue };

export type Attributes = Record<string, AttributeValue>;

/** Shared by all rows of one resource; complete only when the whole request is decoded (fields may come in any order). */
export interface ResourceRow {
  attributes: Attributes;
  /** `service.name`, else `unknown_service`. */
  service: string;
  /** `deployment.environment.name`, else `deployment.environment`, else `production`. */
  environment: string;
}

export interface ScopeRow {
  name: string;
  version: string;
}

/** What the decoder had to leave out, by our limits; absent = nothing. */
export interface CutCounts {
  attributes: number;
  events: number;
  links: number;
  /** Strings cut to the length limit. */
  values: number;
  /** Nested values beyond the depth limit, replaced by null. */
  depth: number;
  /** Texts with characters that cannot be stored, which are U+FFFD now. */
  replaced: number;
}

export interface SpanEventRow {
  at: Micros;
  name: string;
  attributes: Attributes;
}

export interface SpanLinkRow {
  traceId: string;
  spanId: string;
  attributes: Attributes;
  /** OTLP flags: bit 0 sampled, bits 8 and 9 tell local from remote. */
  flags: number;
}

/** OTLP span kinds by number. */
export const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export const spanKind = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
/** OTLP status codes by number. */
export const spanStatuses = ['unset', 'ok', 'error'] as const;

export interface SpanRow {
  /** Lower-case hex, 32 characters. */
  traceId: string;
  /** Lower-case hex, 16 characters. */
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: number;
  startedAt: Micros;
  /** Never below zero; an end that cannot be true counts as zero and is told in `flaws`. */
  durationUs: number;
  status: number;
  statusMessage: string;
  attributes: Attributes;
  events: SpanEventRow[];
  links: SpanLinkRow[];
  flags: number;
  traceState: string;
  /** Counts the exporter itself dropped: attributes, events, links. */
  dropped: [number, number, number];
  cut: CutCounts | null;
  flaws: SpanFlaw[];
  scope: ScopeRow;
  resource: ResourceRow;
}

export type SpanFlaw = 'end-before-start' | 'end-in-future' | 'no-end' | 'no-start' | 'in-future';

export interface LogRow {
  /** `time_unix_nano`, else `observed_time_unix_nano`. */
  at: Micros;
  traceId: string | null;
  spanId: string | null;
  /** OTLP severity number 0–24. */
  severity: number;
  /** Text as sent; structured bodies as JSON. */
  body: string;
  attributes: Attributes;
  cut: CutCounts | null;
  scope: ScopeRow;
  resource: ResourceRow;
}
