// A synthetic stream of evidence as a BullMQ poller and two instrumented services would give it, with ids as theirs: about 8 items a run,
// 92 % with one attempt, 6 % with two, 2 % with three. Deterministic from the seed.
import type { Evidence } from '#lib/domain/evidence.ts';

/** Small, fast and good enough for test data (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface StreamOptions {
  runs: number;
  runsPerSecond: number;
  startUs: number;
  seed?: number;
  queues?: number;
  jobsPerQueue?: number;
}

/** Evidence in the order in which its witnesses would report it, with the moment of the report in `observedAt`. */
export function jobStream({
  runs,
  runsPerSecond,
  startUs,
  seed = 1,
  queues = 20,
  jobsPerQueue = 8,
}: StreamOptions): Evidence[] {
  const random = randomOf(seed);
  const hex = (digits: number): string =>
    Array.from({ length: digits / 4 }, () =>
      Math.floor(random() * 65_536)
        .toString(16)
        .padStart(4, '0'),
    ).join('');
  const all: Evidence[] = [];
  for (let i = 0; i < runs; i++) {
    const at = startUs + Math.floor((i / runsPerSecond) * 1e6);
    const queue = `queue-${Math.floor(random() * random() * queues)}`;
    const job = `job-${Math.floor(random() * jobsPerQueue)}`;
    const jobId = String(i + 1);
    const bornAt = Math.floor(at / 1000) * 1000;
    const traceId = hex(32);
    const producer = { traceId, spanId: hex(16) };
    const base = { environment: 'production', system: 'bullmq', queue, fidelity: 'reported' as const };
    const poller = { ...base, source: 'redis-main', atClock: 'backend' as const, names: { jobId, bornAt } };
    let lastMs = 0;
    let ofMs = 0;
    /** The id of the job's next entry in the queue's log. */
    const entry = (us: number): string => {
      const ms = Math.floor(us / 1000);
      ofMs = ms === lastMs ? ofMs + 1 : 0;
      lastMs = ms;
      return `bullmq:${queue}:${ms}-${ofMs}`;
    };
    const attempts = random() < 0.92 ? 1 : random() < 0.75 ? 2 : 3;
    const push = (item: Evidence): number => all.push(item);
    push({
      ...base,
      source: 'shop',
      atClock: 'worker',
      names: { jobId, createdBy: producer },
      id: `${producer.spanId}:created`,
      kind: 'created',
      at: at - 300,
      observedAt: at + 120_000,
      spanRef: producer,
      facts: { job, correlation: { id: `order-${i}`, rank: 2, via: 'baggage.correlation.id' } },
    });
    push({
      ...poller,
      id: entry(bornAt),
      kind: 'created',
      at: bornAt,
      observedAt: at + 60_000,
      facts: { job, maxAttempts: 3 },
    });
    push({ ...poller, id: entry(bornAt + 100), kind: 'queued', at: bornAt + 100, observedAt: at + 60_000 });
    let clock = at + Math.floor(random() * 400_000);
    for (let n = 1; n <= attempts; n++) {
      const spanRef = { traceId, spanId: hex(16) };
      const duration = Math.floor(20_000 * Math.exp(random() * 3));
      const isLast = n === attempts;
      const error = { type: 'TimeoutError', message: `payment gateway did not answer in ${1000 * n} ms` };
      const worker = `worker-${Math.floor(random() * 12)}`;
      push({
        ...poller,
        id: entry(clock),
        kind: 'started',
        at: clock,
        observedAt: clock + 60_000,
        attempt: n,
        worker,
      });
      const end = clock + duration;
      push({
        ...poller,
        id: entry(end),
        kind: 'ended',
        at: end,
        observedAt: end + 60_000,
        attempt: n,
        outcome: isLast ? 'succeeded' : 'failed',
        ...(isLast ? {} : { error }),
      });
      push({
        ...base,
        source: 'mailer',
        atClock: 'worker',
        names: { jobId, createdBy: producer },
        id: `${spanRef.spanId}:attempt`,
        kind: 'attempt',
        at: clock + 200,
        endAt: end - 200,
        observedAt: end + 300_000,
        outcome: isLast ? 'succeeded' : 'failed',
        ...(isLast ? {} : { error }),
        spanRef,
        worker,
        facts: { job, version: '1.4.2', correlation: { id: `order-${i}`, rank: 2, via: 'baggage.correlation.id' } },
      });
      if (!isLast)
        push({
          ...poller,
          id: entry(end + 100),
          kind: 'retry-planned',
          at: end + 100,
          observedAt: end + 60_000,
          attempt: n,
        });
      clock = end + 1_000_000;
    }
  }
  return all.sort((a, b) => a.observedAt - b.observedAt || (a.id < b.id ? -1 : 1));
}
