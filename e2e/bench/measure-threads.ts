// What decoding in threads is worth: how long the door's own thread is held up, and how long a small sender waits, while large batches come
// in as fast as they are taken; with threads and without, in turns, on one machine and database.
import { benchSpans } from '#e2e/bench/bench-span.ts';
import { otlpRequest } from '#e2e/bench/otlp-request.ts';
import { type RoleProcess, startRoles } from '#e2e/bench/role-process.ts';
import { sendAll, sendTraces, type Target, targetOf } from '#e2e/bench/send-requests.ts';
import { type Figure, percentileOf, spreadOf } from '#e2e/bench/spread.ts';

const spansPerRequest = 512;
const requestsAtOnce = 8;

interface Round {
  rate: number;
  lagMs: number;
  waitMs: number;
}

/** `url`: a migrated database of one's own. */
export async function measureThreads(url: string, spansPerRound: number, rounds: number): Promise<Figure[]> {
  const doors = {
    with: await startRoles(url, ['door']),
    without: await startRoles(url, ['door'], { SIGNALBOX_DECODE_THREADS: '0' }),
  };
  const found = { with: [] as Round[], without: [] as Round[] };
  try {
    // The first round warms both up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const which of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
        const one = await play(doors[which], spansPerRound);
        if (round > 0) found[which].push(one);
      }
    }
  } finally {
    await Promise.all([doors.with.stop(), doors.without.stop()]);
  }
  const figures = (['with', 'without'] as const).flatMap((which): Figure[] => {
    const of = (key: keyof Round) => spreadOf(found[which].map((one) => one[key]));
    return [
      { what: `event loop delay p99, ${which} threads`, unit: 'ms', spread: of('lagMs'), isCost: true },
      { what: `small sender's wait p99, ${which}`, unit: 'ms', spread: of('waitMs'), isCost: true },
      { what: `large batches, ${which}`, unit: 'spans/s', spread: of('rate') },
    ];
  });
  const ratios = found.with.map((one, i) => one.rate / (found.without[i]?.rate ?? Number.NaN));
  return [...figures, { what: 'rate with over without', unit: 'ratio', spread: spreadOf(ratios) }];
}

async function play({ port }: RoleProcess, spans: number): Promise<Round> {
  const target = targetOf(port, requestsAtOnce + 1);
  const bodies = Array.from({ length: Math.ceil(spans / spansPerRequest) }, () =>
    otlpRequest(benchSpans(spansPerRequest, Date.now() * 1000)),
  );
  try {
    // The gauge begins anew when it is asked.
    await loopDelay(port);
    const startedAt = performance.now();
    const large = sendAll(target, bodies, requestsAtOnce).then(() => (performance.now() - startedAt) / 1000);
    const waits = await small(target, large);
    return {
      rate: (bodies.length * spansPerRequest) / (await large),
      lagMs: (await loopDelay(port)) * 1000,
      waitMs: percentileOf(waits, 0.99),
    };
  } finally {
    target.agent.destroy();
  }
}

/** Two spans at a time, one request after another, until the others are done; waits in ms. */
async function small(target: Target, others: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  others.then(end, end);
  const waits: number[] = [];
  while (!isOver) {
    const body = otlpRequest(benchSpans(2, Date.now() * 1000));
    const startedAt = performance.now();
    await sendTraces(target, body);
    waits.push(performance.now() - startedAt);
  }
  return waits;
}

/** In seconds. */
async function loopDelay(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const delay = /^nodejs_eventloop_lag_p99_seconds ([\d.e+-]+)$/m.exec(text)?.[1];
  if (delay === undefined) throw new Error('the door does not tell its event loop delay');
  return Number(delay);
}
