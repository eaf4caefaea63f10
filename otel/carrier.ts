import { type Context, context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** Key in a job's data under which trace context and baggage travel. Handlers never see it. */
export const carrierKey = '_otel';

type Carrier = Record<string, string>;

/** `data` with the active trace context and correlation ID inside. Data that is not an object is left alone. */
export function packCarrier<T>(data: T): T {
  if (data !== null && data !== undefined && (typeof data !== 'object' || Array.isArray(data))) return data;
  const carrier: Carrier = {};
  propagation.inject(context.active(), carrier);
  if (Object.keys(carrier).length === 0) return data;
  return { ...data, [carrierKey]: data ? carrier : { ...carrier, isNull: '1' } } as T;
}

/** Takes apart what `packCarrier` made. Foreign data comes back as it is. */
export function unpackCarrier(data: unknown): { data: unknown; carrier: Carrier } {
  if (data === null || typeof data !== 'object' || !(carrierKey in data)) return { data, carrier: {} };
  const { [carrierKey]: carrier, ...rest } = data as Record<string, unknown>;
  if (carrier === null || typeof carrier !== 'object') return { data, carrier: {} };
  return { data: (carrier as Carrier).isNull === '1' ? null : rest, carrier: carrier as Carrier };
}

/** The context in which `data` was packed. */
export const contextIn = (data: unknown): Context => propagation.extract(ROOT_CONTEXT, unpackCarrier(data).carrier);
