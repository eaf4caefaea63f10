// Sends jobs as OTLP/JSON under deterministic names and writes down what was acknowledged: the ledger that the oracle compares with.
import { createHash } from 'node:crypto';

export interface Ledger {
  /** Job ids whose request was answered 200. */
  acked: Set<string>;
  /** Requests sent, repeats included. */
  requests: number;
}

const hex = (text: string, characters: number) => createHash('sha256').update(text).digest('hex').slice(0, characters);

/** One span for each job: a finished attempt with our `job.*` attributes. `at`: its end in ms since the epoch. */
export function requestOf(run: string, jobIds: readonly string[], at: number): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const spans = jobIds.map((id, index) => ({
    traceId: hex(`${run}/trace/${id}`, 32),
    spanId: hex(`${run}/span/${id}`, 16),
    name: 'process ledger',
    kind: 5,
    startTimeUnixNano: String((BigInt(at) - 50n + BigInt(index % 7)) * 1_000_000n),
    endTimeUnixNano: String(BigInt(at) * 1_000_000n),
    attributes: [
      attribute('job.system', 'ledger'),
      attribute('job.queue', run),
      attribute('job.name', 'entry'),
      attribute('job.id', id),
      attribute('job.outcome', 'succeeded'),
    ],
    status: {},
  }));
  const resource = {
    attributes: [attribute('service.name', 'ledger'), attribute('deployment.environment.name', 'faults')],
  };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'ledger' }, spans }] }] });
}

/** One try; true when it was acknowledged. A refused or broken connection is an unknown outcome, as for any exporter. */
export async function send(otlpUrl: string, body: string): Promise<boolean> {
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  await answer?.arrayBuffer().catch(() => null);
  return answer?.status === 200;
}

/** Sends batch after batch from `senders` loops at once, each until it is acknowledged (at most 200 tries), until `count` batches are through. */
export async function sendLedger(
  otlpUrl: string,
  run: string,
  { count, size, senders }: { count: number; size: number; senders: number },
): Promise<Ledger> {
  const ledger: Ledger = { acked: new Set(), requests: 0 };
  let next = 0;
  const loop = async () => {
    while (next < count) {
      const batch = next++;
      const ids = Array.from({ length: size }, (_, index) => `${batch}-${index}`);
      const body = requestOf(run, ids, Date.now());
      for (let tries = 0; tries < 200; tries++) {
        ledger.requests += 1;
        if (await send(otlpUrl, body)) {
          for (const id of ids) ledger.acked.add(id);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, loop));
  return ledger;
}
