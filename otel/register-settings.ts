type Env = Record<string, string | undefined>;

/** How spans or log records wait for company before they are sent. */
export interface Batching {
  maxQueueSize: number;
  maxExportBatchSize: number;
  scheduledDelayMillis: number;
  exportTimeoutMillis: number;
}

/** What the preload takes from the environment; `undefined` = the exporter reads its own `OTEL_EXPORTER_OTLP_*` variable. */
export interface RegisterSettings {
  isDisabled: boolean;
  tracesUrl: string | undefined;
  logsUrl: string | undefined;
  headers: Record<string, string>;
  /** How long one export may be tried, ms. A worker that has ended waits no longer than this for a Signalbox that is away. */
  timeoutMillis: number | undefined;
  spans: Batching;
  logs: Batching;
  exportsTraces: boolean;
  exportsLogs: boolean;
  /** Names and versions the service after its package where nothing else does. */
  resource: Record<string, string>;
  propagators: readonly string[];
  readsDetectorsFromEnvironment: boolean;
  readsMetricsFromEnvironment: boolean;
  /** 0 = no heartbeats. */
  heartbeatMs: number;
}

/** A whole number of `env[name]` that is not negative, else `fallback`. */
function wholeOf(env: Env, name: string, fallback: number): number {
  const text = env[name]?.trim();
  const value = Number(text);
  return text && Number.isInteger(value) && value >= 0 ? value : fallback;
}

/** The SDK's own default delays of 5 s make a live picture lag, and its queue of 2048 does not hold what a fast worker does in a hiccup. */
function batchingOf(env: Env, prefix: 'OTEL_BSP' | 'OTEL_BLRP'): Batching {
  const maxQueueSize = wholeOf(env, `${prefix}_MAX_QUEUE_SIZE`, 8192) || 8192;
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(maxQueueSize, wholeOf(env, `${prefix}_MAX_EXPORT_BATCH_SIZE`, 512) || 512),
    scheduledDelayMillis: wholeOf(env, `${prefix}_SCHEDULE_DELAY`, 500),
    exportTimeoutMillis: wholeOf(env, `${prefix}_EXPORT_TIMEOUT`, 30_000),
  };
}

const resourceVariable = (env: Env, key: string): boolean =>
  new RegExp(`(^|,)\\s*${key.replace('.', '\\.')}\\s*=`).test(env.OTEL_RESOURCE_ATTRIBUTES ?? '');

function resourceOf(env: Env): Record<string, string> {
  if (env.OTEL_SERVICE_NAME || resourceVariable(env, 'service.name') || !env.npm_package_name) return {};
  return {
    'service.name': env.npm_package_name,
    ...(env.npm_package_version ? { 'service.version': env.npm_package_version } : {}),
  };
}

function propagatorsOf(env: Env): string[] {
  const names = (env.OTEL_PROPAGATORS ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length > 0 ? given : ['tracecontext', 'baggage'];
}

/**
 * `SIGNALBOX_OTLP_URL` (base URL) wins over `OTEL_EXPORTER_OTLP_ENDPOINT`; without both it is `http://localhost:4318`.
 * `SIGNALBOX_INGEST_KEY` becomes the Authorization header, beside what `OTEL_EXPORTER_OTLP_HEADERS` holds.
 * Names: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readRegisterSettings(env: Env): RegisterSettings {
  const base = env.SIGNALBOX_OTLP_URL?.replace(/\/+$/, '') || undefined;
  const key = env.SIGNALBOX_INGEST_KEY?.trim();
  return {
    isDisabled: env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true',
    tracesUrl: base && `${base}/v1/traces`,
    logsUrl: base && `${base}/v1/logs`,
    headers: key ? { Authorization: `Bearer ${key}` } : {},
    timeoutMillis: env.OTEL_EXPORTER_OTLP_TIMEOUT ? undefined : 3000,
    spans: batchingOf(env, 'OTEL_BSP'),
    logs: batchingOf(env, 'OTEL_BLRP'),
    exportsTraces: env.OTEL_TRACES_EXPORTER !== 'none',
    exportsLogs: env.OTEL_LOGS_EXPORTER !== 'none',
    resource: resourceOf(env),
    propagators: propagatorsOf(env),
    readsDetectorsFromEnvironment: Boolean(env.OTEL_NODE_RESOURCE_DETECTORS),
    readsMetricsFromEnvironment: Boolean(env.OTEL_METRICS_EXPORTER),
    heartbeatMs: wholeOf(env, 'SIGNALBOX_HEARTBEAT_MS', 15_000),
  };
}
