import { describe, expect, it } from 'vitest';
import { readRegisterSettings } from './register-settings.ts';

describe('readRegisterSettings', () => {
  it('sends to the exporters’ own default, soon, where nothing is set', () => {
    expect(readRegisterSettings({})).toMatchObject({
      isDisabled: false,
      tracesUrl: undefined,
      logsUrl: undefined,
      headers: {},
      exportsTraces: true,
      exportsLogs: true,
      timeoutMillis: 3000,
      spans: { scheduledDelayMillis: 500, maxQueueSize: 8192, maxExportBatchSize: 512 },
      propagators: ['tracecontext', 'baggage'],
      readsDetectorsFromEnvironment: false,
      readsMetricsFromEnvironment: false,
      heartbeatMs: 15_000,
    });
  });

  it('sends to SIGNALBOX_OTLP_URL with the ingest key', () => {
    const settings = readRegisterSettings({
      SIGNALBOX_OTLP_URL: 'https://jobs.example/',
      SIGNALBOX_INGEST_KEY: 'sbx_in_1',
    });
    expect(settings.tracesUrl).toBe('https://jobs.example/v1/traces');
    expect(settings.logsUrl).toBe('https://jobs.example/v1/logs');
    expect(settings.headers).toEqual({ Authorization: 'Bearer sbx_in_1' });
  });

  it('respects OTEL_* where they are set', () => {
    const settings = readRegisterSettings({
      OTEL_SDK_DISABLED: 'TRUE',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '5000',
      OTEL_BSP_MAX_QUEUE_SIZE: '100',
      OTEL_BLRP_SCHEDULE_DELAY: '0',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10000',
      OTEL_PROPAGATORS: 'tracecontext, b3',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      OTEL_METRICS_EXPORTER: 'console',
    });
    expect(settings).toMatchObject({
      isDisabled: true,
      exportsTraces: false,
      timeoutMillis: undefined,
      spans: { scheduledDelayMillis: 5000, maxQueueSize: 100, maxExportBatchSize: 100 },
      logs: { scheduledDelayMillis: 0 },
      propagators: ['tracecontext', 'b3'],
      readsDetectorsFromEnvironment: true,
      readsMetricsFromEnvironment: true,
    });
  });

  it('falls back where a number is none', () => {
    const settings = readRegisterSettings({ OTEL_BSP_SCHEDULE_DELAY: 'soon', SIGNALBOX_HEARTBEAT_MS: '-1' });
    expect(settings).toMatchObject({ spans: { scheduledDelayMillis: 500 }, heartbeatMs: 15_000 });
  });

  it('names the service after the package where nothing else names it', () => {
    const npm = { npm_package_name: 'shop-worker', npm_package_version: '1.2.3' };
    expect(readRegisterSettings(npm).resource).toEqual({ 'service.name': 'shop-worker', 'service.version': '1.2.3' });
    expect(readRegisterSettings({ ...npm, OTEL_SERVICE_NAME: 'mine' }).resource).toEqual({});
    expect(readRegisterSettings({ ...npm, OTEL_RESOURCE_ATTRIBUTES: 'a=b, service.name=mine' }).resource).toEqual({});
  });
});
