// The exporters of the OpenTelemetry SDK for Node, over every encoding, plain and compressed, with a key from the environment's header list.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { openTestDoor, type TestDoor } from '../testing-door.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor('0.0.0.0');
  const { token, hash, prefix } = mintToken('ingest');
  await insertKey(door.database.pool, {
    name: 'n',
    scope: 'ingest',
    environment: undefined,
    hash,
    prefix,
    createdBy: 't',
  });
  // As the documentation of OpenTelemetry has it: values are URL-encoded.
  process.env.OTEL_EXPORTER_OTLP_HEADERS = `authorization=${encodeURIComponent(`Bearer ${token}`)}`;
});
afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
  await door.close();
});

const providers: { shutdown(): Promise<void> }[] = [];
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.shutdown();
});

const resource = resourceFromAttributes({ 'service.name': 'sdk', 'deployment.environment.name': 'qa' });
interface To {
  url: string;
  compression: CompressionAlgorithm;
}
const ways = [
  ['http/json', (to: To) => new JsonTraces(to), (to: To) => new JsonLogs(to)],
  ['http/protobuf', (to: To) => new ProtobufTraces(to), (to: To) => new ProtobufLogs(to)],
  ['grpc', (to: To) => new GrpcTraces(to), (to: To) => new GrpcLogs(to)],
] as const;
const urlFor = (encoding: string, signal: string): string =>
  encoding === 'grpc' ? `http://127.0.0.1:${door.grpcPort}` : `${door.url}/v1/${signal}`;

describe.each(ways)('from the Node SDK, %s', (encoding, tracesExporter, logsExporter) => {
  it.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])(
    'stores spans as they were made (%s)',
    async (compression) => {
      const exporter = tracesExporter({ url: urlFor(encoding, 'traces'), compression });
      const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
      providers.push(provider);
      const tracer = provider.getTracer('by-hand', '1.2.3');
      const attributes = { list: ['a', 'b'], count: 3, big: 2 ** 52, share: 0.5, on: true, text: 'ü 😀' };
      const parent = tracer.startSpan('parent', { attributes });
      const { traceId, spanId } = parent.spanContext();
      const within = trace.setSpan(ROOT_CONTEXT, parent);
      const child = tracer.startSpan(
        'child',
        { links: [{ context: parent.spanContext(), attributes: { why: 'x' } }] },
        within,
      );
      child.recordException(new TypeError('broken'));
      child.setStatus({ code: 2, message: 'broken' });
      child.end();
      parent.end();
      await provider.forceFlush();
      const { spans } = await selectSpans(door.database.pool, { traceIds: [traceId] });
      expect(spans.find((span) => span.spanId === spanId)).toMatchObject({
        name: 'parent',
        parentSpanId: null,
        service: 'sdk',
        environment: 'qa',
        attributes,
        scope: { name: 'by-hand', version: '1.2.3' },
        flaws: [],
        cut: null,
      });
      expect(spans.find((span) => span.name === 'child')).toMatchObject({
        parentSpanId: spanId,
        status: 2,
        statusMessage: 'broken',
        links: [{ traceId, spanId, attributes: { why: 'x' } }],
        events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'broken' } }],
      });
      expect(spans).toHaveLength(2);
    },
  );

  it.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])(
    'stores log records as they were made (%s)',
    async (compression) => {
      const exporter = logsExporter({ url: urlFor(encoding, 'logs'), compression });
      const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
      providers.push(provider);
      const traceId = Array.from({ length: 32 }, () => Math.floor(Math.random() * 15 + 1).toString(16)).join('');
      const spanId = '1234567890abcdef';
      const context = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
      provider.getLogger('l').emit({ severityNumber: 13, body: { what: 'odd' }, attributes: { n: 1 }, context });
      await provider.forceFlush();
      // forceFlush does not wait for what a simple processor has under way.
      const read = async () => (await selectLogs(door.database.pool, { traceIds: [traceId] })).logs;
      await expect
        .poll(read, { timeout: 15_000 })
        .toMatchObject([
          { severity: 13, body: '{"what":"odd"}', attributes: { n: 1 }, spanId, service: 'sdk', environment: 'qa' },
        ]);
    },
  );
});
