// The parts of the OpenTelemetry SDK that a worker needs, put together. Not by `sdk-node`: that loads every exporter there is, which takes as long
// and as much memory as all the rest.
import { hostname } from 'node:os';
import { context, DiagConsoleLogger, diag, logs, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { diagLogLevelFromString } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { CorrelationLogProcessor, CorrelationSpanProcessor } from './correlation.ts';
import { propagatorOf } from './propagator.ts';
import type { RegisterSettings } from './register-settings.ts';
import { samplerOf } from './sampler.ts';

/**
 * Not the process detector: command lines hold secrets. The instance is called after host and process, as people look for it. The environment comes
 * last: what the user set wins.
 */
function resourceOf(named: Record<string, string>): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.instance.id': `${hostname()}-${process.pid}`, ...named }))
    .merge(detectResources({ detectors: [hostDetector, envDetector] }));
}

/** Registers providers for spans, logs, context and propagation; returns what sends all that waits. */
export function startTelemetry(settings: RegisterSettings): () => Promise<void> {
  if (settings.logLevel)
    diag.setLogger(new DiagConsoleLogger(), { logLevel: diagLogLevelFromString(settings.logLevel) });
  const { headers, timeoutMillis } = settings;
  const resource = resourceOf(settings.resource);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(propagatorOf(settings.propagators));
  const flushes: (() => Promise<void>)[] = [];
  if (settings.exportsTraces) {
    const exporter = new OTLPTraceExporter({ url: settings.tracesUrl, headers, timeoutMillis });
    const spans = new BatchSpanProcessor({ exporter, ...settings.spans });
    const sampler = samplerOf(settings.sampler, settings.samplerRatio);
    const spanProcessors = [new CorrelationSpanProcessor(), spans];
    trace.setGlobalTracerProvider(new TracerProvider({ resource, sampler, spanProcessors }));
    flushes.push(() => spans.forceFlush());
  }
  if (settings.exportsLogs) {
    const exporter = new OTLPLogExporter({ url: settings.logsUrl, headers, timeoutMillis });
    const records = new BatchLogRecordProcessor({ exporter, ...settings.logs });
    logs.setGlobalLoggerProvider(
      new LoggerProvider({ resource, processors: [new CorrelationLogProcessor(), records] }),
    );
    flushes.push(() => records.forceFlush());
  }
  return async () => {
    await Promise.allSettled(flushes.map((flush) => flush()));
  };
}
