import { describe, expect, it } from 'vitest';
import { readRegisterSettings } from './register-settings.ts';

describe('readRegisterSettings', () => {
  it('leaves every default to the SDK where nothing is set', () => {
    const settings = readRegisterSettings({});
    expect(settings).toMatchObject({
      tracesUrl: undefined,
      logsUrl: undefined,
      headers: {},
      exportsTraces: true,
      spanDelayMs: 500,
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
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '5000',
      OTEL_PROPAGATORS: 'b3',
      OTEL_RESOURCE_ATTRIBUTES: 'a=b,service.name=mine',
      npm_package_name: 'other',
    });
    expect(settings).toMatchObject({
      exportsTraces: false,
      spanDelayMs: undefined,
      usesOwnPropagators: false,
      serviceName: undefined,
    });
  });

  it('names the service after the package where nothing else names it', () => {
    expect(readRegisterSettings({ npm_package_name: 'shop-worker' }).serviceName).toBe('shop-worker');
  });
});
