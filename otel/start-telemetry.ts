// OpenTelemetry's SDK for Node, set up for a worker that sends to Signalbox. What is not said here, the SDK takes from `OTEL_*` itself.
import { hostname } from 'node:os';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  envDetector,
  hostDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { CorrelationLogProcessor, CorrelationSpanProcessor } from './correlation.ts';
import { contextOfEnvironment, RootedContextManager } from './environment-context.ts';
import { propagatorOf } from './propagator.ts';
import type { RegisterSettings } from './register-settings.ts';

/** The instance is called after host and process, as people look for it. */
const resourceOf = (named: Record<string, string>): Resource =>
  defaultResource().merge(resourceFromAttributes({ 'service.instance.id': `${hostname()}-${process.pid}`, ...named }));

/** Registers providers for spans, logs, context (which begins with that of the environment) and propagation; returns what sends all that waits. */
export function startTelemetry(settings: RegisterSettings): () => Promise<void> {
  const { headers, timeoutMillis } = settings;
  const spans = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: settings.tracesUrl, headers, timeoutMillis }),
    ...settings.spans,
  });
  const records = new BatchLogRecordProcessor({
    exporter: new OTLPLogExporter({ url: settings.logsUrl, headers, timeoutMillis }),
    ...settings.logs,
  });
  const propagator = propagatorOf(settings.propagators);
  const root = propagator && contextOfEnvironment(process.env, propagator);
  new NodeSDK({
    resource: resourceOf(settings.resource),
    // Not the process detector: command lines hold secrets. The environment comes last: what the user set wins.
    ...(settings.readsDetectorsFromEnvironment ? {} : { resourceDetectors: [hostDetector, envDetector] }),
    textMapPropagator: propagator,
    ...(root ? { contextManager: new RootedContextManager(root) } : {}),
    spanProcessors: settings.exportsTraces ? [new CorrelationSpanProcessor(), spans] : [],
    logRecordProcessors: settings.exportsLogs ? [new CorrelationLogProcessor(), records] : [],
    // Metrics carry no job identity, and Signalbox makes its own from runs.
    ...(settings.readsMetricsFromEnvironment ? {} : { metricReaders: [] }),
  }).start();
  return async () => {
    await Promise.allSettled([spans.forceFlush(), records.forceFlush()]);
  };
}
