// Fixtures that are written from a library's source, for what cannot run here. Each says so itself, and names the source.
import { hash } from 'node:crypto';
import type { TracesRequest } from './receiver.ts';
import type { RunTruth } from './run-truth.ts';
import { writeFixture } from './write-fixture.ts';

/** A span as the library's source makes it. Spans and traces are called by any name; times are milliseconds after the scenario's begin. */
export interface WrittenSpan {
  trace: string;
  span: string;
  parent?: string;
  links?: readonly { trace: string; span: string; attributes?: Values; isUnsampled?: boolean }[];
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  at: number;
  lasts: number;
  status?: 'ok' | 'error';
  message?: string;
  attributes: Values;
  events?: readonly { name: string; at: number; attributes?: Values }[];
  /** Service by which it was sent; else `worker`. */
  service?: string;
  resource?: Values;
  /** Instrumentation scope, where it is not that of all others. */
  scope?: { name: string; version: string };
}
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };
export type Values = { readonly [key: string]: Value };

export interface Written {
  /** Library, version and file that the spans were written from. */
  source: string;
  scope: { name: string; version: string };
  scenarios: Record<string, { spans: readonly WrittenSpan[]; truths: readonly RunTruth[] }>;
}

const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
/** When scenarios begin, in milliseconds: an hour apart for each, so that none lies in another's time. */
const firstBeginMs = 1_795_000_000_000;

/** Moment of a scenario in milliseconds, for truths. */
export const beginOf = (index: number): number => firstBeginMs + index * 3_600_000;

/** Writes all scenarios of a dialect into `folder`. */
export async function writeFromSource(folder: string, { source, scope, scenarios }: Written): Promise<void> {
  for (const [index, [name, { spans, truths }]] of Object.entries(scenarios).entries()) {
    const idOf = (what: string, size: number): string =>
      hash('sha256', `${folder.split('/').slice(-2)} ${name} ${what}`).slice(0, size);
    const nanos = (ms: number): string => `${BigInt(Math.round((beginOf(index) + ms) * 1000)) * 1000n}`;
    const traceOf = (trace: string): string => idOf(`trace ${trace}`, 32);
    const spanOf = (trace: string, span: string): string => idOf(`span ${trace} ${span}`, 16);
    const resourceSpans = spans.map((one) => ({
      resource: {
        attributes: keyValues({
          'service.name': one.service ?? 'worker',
          'deployment.environment.name': 'test',
          ...one.resource,
        }),
      },
      scopeSpans: [
        {
          scope: one.scope ?? scope,
          spans: [
            {
              traceId: traceOf(one.trace),
              spanId: spanOf(one.trace, one.span),
              ...(one.parent === undefined ? {} : { parentSpanId: spanOf(one.trace, one.parent) }),
              name: one.name,
              kind: kinds[one.kind],
              startTimeUnixNano: nanos(one.at),
              endTimeUnixNano: nanos(one.at + one.lasts),
              attributes: keyValues(one.attributes),
              events: (one.events ?? []).map(({ name: called, at, attributes = {} }) => ({
                timeUnixNano: nanos(at),
                name: called,
                attributes: keyValues(attributes),
              })),
              links: (one.links ?? []).map(({ trace, span, attributes = {}, isUnsampled }) => ({
                traceId: traceOf(trace),
                spanId: spanOf(trace, span),
                attributes: keyValues(attributes),
                flags: isUnsampled ? 768 : 769,
              })),
              status: { code: one.status === 'ok' ? 1 : one.status === 'error' ? 2 : 0, message: one.message ?? '' },
            },
          ],
        },
      ],
    }));
    const request = { notCaptured: `written from ${source}`, resourceSpans };
    await writeFixture(folder, name, request as TracesRequest, truths);
  }
}

const keyValues = (values: Values) => Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Values) } };
}

/** The event that SDKs make of an error. */
export const exception = (at: number, type: string, message: string) => ({
  name: 'exception',
  at,
  attributes: { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': `${type}: ${message}` },
});
