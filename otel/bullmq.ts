import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { type BullMQOTelSpan, BullMQOtel } from 'bullmq-otel';
import { addedJobAttributes } from './bullmq-added-job.ts';
import { watchProcess, watchWorker } from './bullmq-worker-spans.ts';
import { getCorrelation } from './correlation.ts';
import { CORRELATION_KEY } from './semconv.ts';

/** What BullMQ takes as `telemetry`, with the way out of an ended span that its loops ask for. */
export type BullmqTelemetry = BullMQOtel & { contextManager: { root(): Context } };

type Tracer = BullMQOtel['tracer'];
type RunWith = BullMQOtel['contextManager']['with'];

/** Spans in which jobs are being added; what is added is known before they end. */
type Adding = WeakSet<Span>;

function startSpan(original: Tracer['startSpan'], adding: Adding): Tracer['startSpan'] {
  return (name, options, ctx) => {
    const span = original(name, options, ctx) as BullMQOTelSpan;
    const correlationId = getCorrelation(ctx ?? context.active());
    if (correlationId !== undefined) span.setAttribute(CORRELATION_KEY, correlationId);
    if (options?.kind === SpanKind.PRODUCER) adding.add(span.span);
    else if (options?.kind === SpanKind.CONSUMER) watchProcess(span, ctx ?? context.active());
    else watchWorker(span, name);
    return span;
  };
}

/** BullMQ calls this around each operation and awaits it before it ends the span: the job that was added comes by here. */
function runWith(original: RunWith, adding: Adding): RunWith {
  return (ctx, fn) => {
    const result: unknown = original(ctx, fn);
    const span = trace.getSpan(ctx);
    if (!span || !adding.has(span) || !(result instanceof Promise)) return result as ReturnType<typeof fn>;
    return result.then((added) => {
      span.setAttributes(addedJobAttributes(added));
      return added;
    }) as ReturnType<typeof fn>;
  };
}

/**
 * Telemetry for BullMQ 6 queues and workers: `new Queue(name, { telemetry: bullmqTelemetry() })`, and the same for workers and flow producers.
 * Trace context and baggage, so the correlation ID too, travel in the job's own options. Beside what bullmq-otel tells: when a delayed job is due,
 * its priority, how many attempts it has, its parent, the ids of a bulk, jobs that run long while they run, and the worker itself.
 * BullMQ's endless loops are started outside of whatever span is open: otherwise one trace would grow as long as the process lives.
 */
export function bullmqTelemetry(options: { tracerName?: string; version?: string } = {}): BullmqTelemetry {
  const telemetry = new BullMQOtel({ tracerName: 'bullmq', ...options });
  const { tracer, contextManager } = telemetry;
  const adding: Adding = new WeakSet();
  tracer.startSpan = startSpan(tracer.startSpan.bind(tracer), adding);
  contextManager.with = runWith(contextManager.with.bind(contextManager), adding);
  return Object.assign(telemetry, { contextManager: Object.assign(contextManager, { root: () => ROOT_CONTEXT }) });
}
