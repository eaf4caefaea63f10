// Preload for any Node worker: `node --import signalbox/otel/register worker.js`. Sends spans and logs to Signalbox, carries the
// correlation ID, and flushes when the process ends. A worker runs the same with Signalbox away.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { envDetector, hostDetector, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { CorrelationHeaderPropagator, CorrelationLogProcessor, CorrelationSpanProcessor } from './correlation.ts';
import { flushAtExit } from './flush-at-exit.ts';
import { readRegisterSettings } from './register-settings.ts';
import { setTelemetryHandle } from './telemetry-handle.ts';

const settings = readRegisterSettings(process.env);
const { headers, timeoutMillis } = settings;
const spans = new BatchSpanProcessor({
  exporter: new OTLPTraceExporter({ url: settings.tracesUrl, headers, timeoutMillis }),
  scheduledDelayMillis: settings.spanDelayMs,
});
const logRecords = new BatchLogRecordProcessor({
  exporter: new OTLPLogExporter({ url: settings.logsUrl, headers, timeoutMillis }),
});

const sdk = new NodeSDK({
  serviceName: settings.serviceName,
  // Not the process detector: command lines hold secrets. The environment comes last: what the user set wins.
  ...(settings.readsDetectorsFromEnvironment
    ? {}
    : { resourceDetectors: [hostDetector, serviceInstanceIdDetector, envDetector] }),
  spanProcessors: settings.exportsTraces ? [new CorrelationSpanProcessor(), spans] : [],
  logRecordProcessors: settings.exportsLogs ? [new CorrelationLogProcessor(), logRecords] : [],
  // Metrics carry no job identity, and Signalbox makes its own from runs.
  ...(settings.readsMetricsFromEnvironment ? {} : { metricReaders: [] }),
  ...(settings.usesOwnPropagators
    ? {
        textMapPropagator: new CompositePropagator({
          propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new CorrelationHeaderPropagator()],
        }),
      }
    : {}),
  instrumentations: [new HttpInstrumentation()],
});
sdk.start();

// The instrumentation patches `http` when it is required; this hands the patched functions on to `import { request } from 'node:http'`.
const require = createRequire(import.meta.url);
require('node:http');
require('node:https');
syncBuiltinESMExports();

const flush = async () => {
  await Promise.allSettled([spans.forceFlush(), logRecords.forceFlush()]);
};
setTelemetryHandle(flushAtExit(process, flush));
