/** What the preload takes from the environment; `undefined` = the SDK reads its own `OTEL_*` variable. */
export interface RegisterSettings {
  tracesUrl: string | undefined;
  logsUrl: string | undefined;
  headers: Record<string, string>;
  /** How long finished spans wait for company, ms. The SDK's own default of 5 s makes a live picture lag. */
  spanDelayMs: number | undefined;
  /** How long one export may be tried, ms. A worker that has ended waits no longer than this for a Signalbox that is away. */
  timeoutMillis: number | undefined;
  serviceName: string | undefined;
  exportsTraces: boolean;
  exportsLogs: boolean;
  usesOwnPropagators: boolean;
  readsMetricsFromEnvironment: boolean;
  readsDetectorsFromEnvironment: boolean;
}

/**
 * `SIGNALBOX_OTLP_URL` (base URL) wins over `OTEL_EXPORTER_OTLP_ENDPOINT`; without both it is `http://localhost:4318`.
 * `SIGNALBOX_INGEST_KEY` becomes the Authorization header, beside what `OTEL_EXPORTER_OTLP_HEADERS` holds.
 */
export function readRegisterSettings(env: Record<string, string | undefined>): RegisterSettings {
  const base = env.SIGNALBOX_OTLP_URL?.replace(/\/+$/, '') || undefined;
  const key = env.SIGNALBOX_INGEST_KEY?.trim();
  const hasServiceName =
    Boolean(env.OTEL_SERVICE_NAME) || /(^|,)\s*service\.name=/.test(env.OTEL_RESOURCE_ATTRIBUTES ?? '');
  return {
    tracesUrl: base && `${base}/v1/traces`,
    logsUrl: base && `${base}/v1/logs`,
    headers: key ? { Authorization: `Bearer ${key}` } : {},
    spanDelayMs: env.OTEL_BSP_SCHEDULE_DELAY ? undefined : 500,
    timeoutMillis: env.OTEL_EXPORTER_OTLP_TIMEOUT ? undefined : 3000,
    serviceName: hasServiceName ? undefined : env.npm_package_name || undefined,
    exportsTraces: env.OTEL_TRACES_EXPORTER !== 'none',
    exportsLogs: env.OTEL_LOGS_EXPORTER !== 'none',
    usesOwnPropagators: !env.OTEL_PROPAGATORS,
    readsMetricsFromEnvironment: Boolean(env.OTEL_METRICS_EXPORTER),
    readsDetectorsFromEnvironment: Boolean(env.OTEL_NODE_RESOURCE_DETECTORS),
  };
}
