import * as z from 'zod';
import { moment } from './moment.ts';

export const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof spanKinds)[number];
export const spanStatuses = ['unset', 'ok', 'error'] as const;
export const cutKinds = ['attributes', 'events', 'links', 'values', 'depth', 'replaced'] as const;
export const spanFlaws = ['end-before-start', 'end-in-future', 'no-end', 'no-start', 'in-future'] as const;

/** A span as stored; attributes as they came, after redaction. */
export const spanView = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  service: z.string(),
  kind: z.enum(spanKinds),
  status: z.enum(spanStatuses),
  statusMessage: z.string().nullable(),
  startedAt: moment,
  durationMs: z.number(),
  attributes: z.record(z.string(), z.unknown()),
  events: z.array(z.object({ name: z.string(), at: moment, attributes: z.record(z.string(), z.unknown()) })),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), attributes: z.record(z.string(), z.unknown()) })),
  /** What was left out or replaced when it was stored, by our limits, as counts; null = nothing. */
  cut: z.partialRecord(z.enum(cutKinds), z.number()).nullable(),
  /** What is wrong with it as sent. */
  flaws: z.array(z.enum(spanFlaws)),
});
export type SpanView = z.infer<typeof spanView>;
