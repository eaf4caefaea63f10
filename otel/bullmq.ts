import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { BullMQOtel } from 'bullmq-otel';

/** What BullMQ takes as `telemetry`, with the way out of an ended span that its loops ask for. */
export type BullmqTelemetry = BullMQOtel & { contextManager: { root(): Context } };

/**
 * Telemetry for BullMQ 6 queues and workers: `new Queue(name, { telemetry: bullmqTelemetry() })`, and the same for workers and flow producers.
 * Trace context and baggage, so the correlation ID too, travel in the job's own options.
 * BullMQ's endless loops are started outside of whatever span is open: otherwise one trace would grow as long as the process lives.
 */
export function bullmqTelemetry(options: { tracerName?: string; version?: string } = {}): BullmqTelemetry {
  const telemetry = new BullMQOtel({ tracerName: 'bullmq', ...options });
  return Object.assign(telemetry, {
    contextManager: Object.assign(telemetry.contextManager, { root: () => ROOT_CONTEXT }),
  });
}
