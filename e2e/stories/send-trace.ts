// A trace of many spans, as a worker would send it: one job with everything that it did.
import { randomBytes } from 'node:crypto';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const perRequest = 2_000;

interface JobTrace {
  correlationId: string;
  job: string;
  queue: string;
  spans: number;
}

const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** Sends the job's attempt and `spans` − 1 spans below it, in a tree of tens. Resolves when all are acknowledged. */
export async function sendJobTrace(otlpUrl: string, { correlationId, job, queue, spans }: JobTrace): Promise<void> {
  const traceId = hex(16);
  const startMs = Date.now() - 20_000;
  const ids = Array.from({ length: spans }, () => hex(8));
  const ns = (ms: number): string => `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
  const all = ids.map((spanId, index) => {
    const startsAt = startMs + (index === 0 ? 0 : 1 + (index * 9_000) / spans);
    return {
      traceId,
      spanId,
      ...(index === 0 ? {} : { parentSpanId: ids[Math.floor((index - 1) / 10)] }),
      name: index === 0 ? `process ${job}` : `step ${index}`,
      kind: index === 0 ? 5 : 1,
      startTimeUnixNano: ns(startsAt),
      endTimeUnixNano: ns(index === 0 ? startMs + 10_000 : startsAt + 5),
      attributes: attributes(
        index === 0
          ? {
              'job.name': job,
              'job.queue': queue,
              'job.id': hex(6),
              'job.system': 'story',
              'correlation.id': correlationId,
            }
          : { 'step.number': String(index) },
      ),
    };
  });
  for (let at = 0; at < all.length; at += perRequest) {
    const resource = {
      attributes: attributes({ 'service.name': 'story-worker', 'deployment.environment.name': 'demo' }),
    };
    const scopeSpans = [{ scope: { name: 'story' }, spans: all.slice(at, at + perRequest) }];
    const response = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
    });
    if (!response.ok) throw new Error(`the door answered ${response.status}: ${await response.text()}`);
  }
}
