// What to paste into a worker so that it sends here: pure. The kit's settings: otel/register-settings.ts.
import type { DoorAddress } from '#lib/http/door-address.ts';

export interface Snippet {
  label: string;
  text: string;
}

/** One job that ran for 120 ms, as OTLP/JSON: the quickest way to see something arrive. */
function sampleSpan(nowMs: number): string {
  const nanos = (ms: number) => `${ms}000000`;
  const word = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const hex = nowMs.toString(16).padStart(16, '0');
  const span = {
    traceId: hex.repeat(2),
    spanId: hex,
    name: 'process hello',
    kind: 5,
    startTimeUnixNano: nanos(nowMs - 120),
    endTimeUnixNano: nanos(nowMs),
    attributes: [word('job.name', 'hello'), word('job.queue', 'first-steps'), word('job.id', String(nowMs))],
  };
  const resource = { attributes: [word('service.name', 'terminal'), word('deployment.environment.name', 'test')] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

/** `key`: an ingest key, or null where the door needs none. `nowMs`: when the sample job ends. */
export function snippets({ url }: DoorAddress, key: string | null, nowMs: number): Snippet[] {
  const kitKey = key ? `SIGNALBOX_INGEST_KEY=${key} ` : '';
  const header = key ? `OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer ${key}" \\\n  ` : '';
  const curlKey = key ? `-H 'authorization: Bearer ${key}' ` : '';
  return [
    {
      label: 'Node worker',
      text: `SIGNALBOX_OTLP_URL=${url} ${kitKey}node --import signalbox/otel/register worker.js`,
    },
    {
      label: 'Any OpenTelemetry SDK',
      text: `OTEL_EXPORTER_OTLP_ENDPOINT=${url} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\\n  ${header}OTEL_SERVICE_NAME=my-worker my-worker`,
    },
    {
      label: 'curl, to try it',
      text: `curl ${url}/v1/traces ${curlKey}-H 'content-type: application/json' -d '${sampleSpan(nowMs)}'`,
    },
  ];
}
