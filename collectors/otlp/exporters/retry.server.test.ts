// What the exporters of the Node SDK make of our refusals: they send again what a retry helps, when they were told, and nothing else.
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import type { Listening } from '../http/server.ts';
import { openTestListener } from '../http/testing-listener.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 20_000 };

const open: Listening[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A listener that refuses the first request with `code`, and takes all others; tells when each came, in ms. */
async function refusingFirst(code: ErrorCode, retryAfterSeconds?: number): Promise<{ url: string; at: number[] }> {
  const at: number[] = [];
  const listener = await openTestListener({
    store: {
      add: async () => {
        at.push(performance.now());
        if (at.length === 1) throw new AppError(code, 'not now', retryAfterSeconds ? { retryAfterSeconds } : {});
      },
    },
  });
  open.push(listener);
  return { url: `http://127.0.0.1:${listener.port}/v1/traces`, at };
}

async function sendOne(exporter: JsonTraces | ProtobufTraces): Promise<void> {
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  provider.getTracer('t').startSpan('work').end();
  await provider.forceFlush();
  await exporter.forceFlush();
  await provider.shutdown();
}

it.each([
  ['http/json', JsonTraces],
  ['http/protobuf', ProtobufTraces],
])('sends again over %s after 503 and 429, not before Retry-After', async (_, Exporter) => {
  for (const code of ['unavailable', 'too_busy'] as const) {
    const { url, at } = await refusingFirst(code, 1);
    await sendOne(new Exporter({ url }));
    await expect.poll(() => at.length, patient).toBe(2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(950);
  }
});

it.each([
  ['http/json', JsonTraces],
  ['http/protobuf', ProtobufTraces],
])('does not send again over %s what is refused for good', async (_, Exporter) => {
  for (const code of ['invalid_input', 'too_large', 'unauthorized'] as const) {
    const { url, at } = await refusingFirst(code);
    await expect(sendOne(new Exporter({ url }))).rejects.toThrow();
    expect(at).toHaveLength(1);
  }
});
