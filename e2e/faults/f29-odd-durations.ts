// F29: an end before the start, no end at all, and one in 300 years. The run is kept, its duration is unknown and marked, and the
// percentiles of the queue stay where they were.
import { askApi, type Product } from '../product/start-product.ts';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, type Span, toJson } from './otlp-model.ts';
import { askUntil, awaitRuns, type RunDetail, runDetail } from './stored-runs.ts';

const queue = 'f29';
const normal = 200;
const eachOdd = 60;

interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  n: number;
}

async function durations(product: Product): Promise<Percentiles> {
  interface Queues {
    items: { name: string; window: { durationMs: Percentiles } }[];
  }
  const { items } = await askApi<Queues>(product, `/queues?environment=faults&queue=${queue}`);
  return items.find(({ name }) => name === queue)?.window.durationMs ?? { p50: null, p95: null, p99: null, n: 0 };
}

const threeCenturiesMs = 300 * 365.25 * 86_400_000;
const nanos = (ms: number): string => `${Math.round(ms)}000000`;

function oddTimes(kind: string, now: number): Partial<Span> {
  const startTimeUnixNano = nanos(now);
  if (kind === 'backwards') return { startTimeUnixNano, endTimeUnixNano: nanos(now - 60_000) };
  if (kind === 'endless') return { startTimeUnixNano, endTimeUnixNano: '0' };
  return { startTimeUnixNano, endTimeUnixNano: nanos(now + threeCenturiesMs) };
}

const kinds = ['backwards', 'endless', 'centuries'];
const flaws: Record<string, string> = { backwards: 'end-before-start', endless: 'no-end', centuries: 'end-in-future' };

export const oddDurations: Fault = {
  id: 'F29',
  what: 'an end before the start, no end, 300 years',
  async run(product) {
    const now = Date.now();
    const spans = Array.from({ length: normal }, (_, index) =>
      jobSpan(queue, `normal-${index}`, { startTimeUnixNano: nanos(now - 51 - index), endTimeUnixNano: nanos(now) }),
    );
    // a real nothing: begun and ended in one tick of its clock
    const instant = jobSpan('f29-instant', 'instant', { startTimeUnixNano: nanos(now), endTimeUnixNano: nanos(now) });
    await post(`${product.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [...spans, instant] }));
    const before = await askUntil(
      () => durations(product),
      ({ n }) => n >= normal,
    );
    const odd = kinds.flatMap((kind) =>
      Array.from({ length: eachOdd }, (_, index) => jobSpan(queue, `${kind}-${index}`, oddTimes(kind, now))),
    );
    const { status } = await post(`${product.otlpUrl}/v1/traces`, jsonType, toJson({ spans: odd }));
    const runs = await awaitRuns(product, queue, normal + odd.length);
    const details = await Promise.all(
      kinds.map(async (kind) => {
        const run = runs.find(({ jobId }) => jobId === `${kind}-0`);
        return run ? runDetail(product, run.id) : null;
      }),
    );
    const isOdd = ({ jobId }: { jobId: string | null }) => kinds.some((kind) => jobId?.startsWith(kind));
    const flagged = details.filter((run: RunDetail | null, index) =>
      run?.spans[0]?.flaws?.includes(flaws[kinds[index] ?? ''] ?? ''),
    );
    const [instantRun] = await awaitRuns(product, 'f29-instant', 1);
    const after = await durations(product);
    const kept = runs.filter(isOdd).length;
    const unknown = runs.filter((run) => isOdd(run) && run.durationMs === null).length;
    const ended = runs.filter((run) => isOdd(run) && run.state === 'succeeded').length;
    return {
      status,
      sent: odd.length,
      kept,
      unknown,
      ended,
      flaggedKinds: flagged.length,
      p95Before: before.p95 ?? -1,
      p95After: after.p95 ?? -1,
      nBefore: before.n,
      nAfter: after.n,
      instantMs: instantRun?.durationMs ?? -1,
      pass:
        status === 200 &&
        kept === odd.length &&
        unknown === odd.length &&
        ended === odd.length &&
        flagged.length === kinds.length &&
        before.n === normal &&
        JSON.stringify(before) === JSON.stringify(after) &&
        instantRun?.durationMs === 0,
    };
  },
};
