// OTLP's protobuf form to its JSON form, for exporters that speak only protobuf.
import { TracesRequest as Traces } from '../../decode/otlp-oracle.ts';
import type { TracesRequest } from './receiver.ts';

const ids = new Set(['traceId', 'spanId', 'parentSpanId']);

/** The request as an exporter of OTLP/JSON would have sent it: ids in hex, 64-bit numbers as text, nothing that is unset. */
export function jsonOfTraces(body: Uint8Array): TracesRequest {
  const message = Traces.toObject(Traces.decode(body), { longs: String, enums: Number, bytes: Buffer, arrays: false });
  const text = JSON.stringify(message, function (key, value) {
    const raw: unknown = key === '' ? value : (this as Record<string, unknown>)[key];
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString(ids.has(key) ? 'hex' : 'base64');
    return value;
  });
  return { resourceSpans: [], ...(JSON.parse(text) as Partial<TracesRequest>) };
}
