// Preload for any Node worker: `node --import signalbox/otel/register worker.js`. Sends spans and logs to Signalbox, carries the
// correlation ID, says that the worker lives, and flushes when the process ends. A worker runs the same with Signalbox away.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { flushAtExit } from './flush-at-exit.ts';
import { startHeartbeats } from './heartbeat.ts';
import { readRegisterSettings } from './register-settings.ts';
import { startTelemetry } from './start-telemetry.ts';
import { getTelemetryHandle, setTelemetryHandle } from './telemetry-handle.ts';

/** The instrumentation patches `http` when it is required; this hands the patched functions on to `import { request } from 'node:http'`. */
function instrumentHttp(): void {
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
  const require = createRequire(import.meta.url);
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
}

const settings = readRegisterSettings(process.env);
// Loaded twice (in NODE_OPTIONS and on the command line, or two copies of it), it starts once.
if (!settings.isDisabled && !getTelemetryHandle()) {
  setTelemetryHandle(flushAtExit(process, startTelemetry(settings)));
  instrumentHttp();
  startHeartbeats(settings.heartbeatMs);
}
