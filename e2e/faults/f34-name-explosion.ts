// F34: job names without end, and queues too, from one environment. Only as many as the cap are kept apart, the rest are counted together;
// totals stay exact, Trust says so, other environments have all their names, and memory and answers stay bounded.
import { askApi, type Product } from '../product/start-product.ts';
import { launchChromium, openReader } from './browser.ts';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { jobSpan, jobWords, textPair, toJson } from './otlp-model.ts';
import { askUntil } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const cap = isLong ? 20_000 : 1_000;
const names = isLong ? 1_000_000 : 12_000;
const queueNames = isLong ? 30_000 : 1_500;
const batch = 1_000;

interface Window {
  items: { name: string; window: { succeeded: number } }[];
  nextCursor: string | null;
}

async function all(product: Product, resource: string): Promise<Window['items']> {
  const items: Window['items'] = [];
  for (let cursor: string | null = null; ; ) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Window = await askApi<Window>(product, `${resource}&limit=200${after}`);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return items;
  }
}

const totalOf = (items: Window['items']): number => items.reduce((sum, one) => sum + one.window.succeeded, 0);

export const nameExplosion: Fault = {
  id: 'F34',
  what: 'job names and queues without end',
  rig: { env: { SIGNALBOX_MAX_NAMES: String(cap) } },
  async run(rig) {
    const [door, worker] = [await watchProcess(rig), await watchProcess(rig, 'watcher')];
    let acked = 0;
    const send = async (spans: ReturnType<typeof jobSpan>[], environment: string) => {
      const resource = [textPair('deployment.environment.name', environment)];
      for (let tries = 0; tries < 100; tries++) {
        const { status } = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans, resource }));
        if (status === 200) {
          acked += spans.length;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    };
    for (let from = 0; from < names; from += batch) {
      const spans = Array.from({ length: batch }, (_, index) => {
        const id = `job-${from + index}`;
        return jobSpan('f34', id, { attributes: jobWords('f34', id, { job: `order ${from + index}` }) });
      });
      await send(spans, 'faults');
    }
    for (let from = 0; from < queueNames; from += batch) {
      const count = Math.min(batch, queueNames - from);
      await send(
        Array.from({ length: count }, (_, index) => jobSpan(`f34-queue-${from + index}`, `q-${from + index}`)),
        'faults',
      );
    }
    const quiet = ['alpha', 'beta', 'gamma'];
    await send(
      quiet.map((job) => jobSpan('f34-quiet', job, { attributes: jobWords('f34-quiet', job, { job }) })),
      'quiet',
    );
    const lag = () => askApi<{ lag: { inboxItems: number } }>(rig, '/trust');
    await askUntil(lag, (answer) => answer.lag.inboxItems === 0, isLong ? 600_000 : 60_000);
    const [one] = await askUntil(
      () => all(rig, '/queues?environment=faults&queue=f34&from=now-24h'),
      ([queue]) => queue?.window.succeeded === names,
    );
    const queues = await all(rig, '/queues?environment=faults&from=now-24h');
    const jobs = await all(rig, '/jobs?environment=faults&queue=f34&from=now-24h');
    const quietJobs = (await all(rig, '/jobs?environment=quiet&from=now-24h')).map(({ name }) => name);
    const { fullNames } = await askApi<{ fullNames: { environment: string; kind: string }[] }>(rig, '/trust');
    const rows = await rig.postgres.query<{ n: number }>('select count(*)::int4 as n from dim where kind = 4');
    const { times, text } = await readPages(rig);
    const [doorCost, workerCost] = [await door.stop(), await worker.stop()];
    const p95 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;
    const hasBanner = text.includes('as many as are kept apart');
    return {
      names,
      queues: queueNames,
      cap,
      acked,
      jobRows: rows[0]?.n ?? -1,
      queueRows: queues.length,
      total: one?.window.succeeded ?? -1,
      totalOfJobs: totalOf(jobs),
      totalOfQueues: totalOf(queues),
      other: jobs.find(({ name }) => name === '(other)')?.window.succeeded ?? -1,
      quietApart: quiet.filter((name) => quietJobs.includes(name)).length,
      told: fullNames.map(({ environment, kind }) => `${environment}/${kind}`).join(' '),
      hasBanner,
      pageP95Ms: Math.round(p95),
      rssDoorMib: doorCost.rssPeakMib,
      rssWorkerMib: workerCost.rssPeakMib,
      pass:
        acked === names + queueNames + quiet.length &&
        (rows[0]?.n ?? 0) <= cap + 1 + quiet.length &&
        queues.length <= cap + 1 &&
        one?.window.succeeded === names &&
        totalOf(jobs) === names &&
        totalOf(queues) === names + queueNames &&
        quiet.every((name) => quietJobs.includes(name)) &&
        fullNames.length === 2 &&
        fullNames.every(({ environment }) => environment === 'faults') &&
        hasBanner &&
        p95 <= 5_000 &&
        doorCost.isSame &&
        workerCost.isSame &&
        doorCost.rssPeakMib <= 384,
    };
  },
};

/** Whole pages in a browser, and what Trust says. */
async function readPages(product: Product): Promise<{ times: number[]; text: string }> {
  const browser = await launchChromium();
  try {
    const reader = await openReader(browser, product, 'none');
    const times: number[] = [];
    let text = '';
    for (const path of ['/', '/queues', '/jobs', '/runs', '/workers', '/trust']) {
      for (let round = 0; round < 2; round++) {
        const beganAt = performance.now();
        text = (await reader.read(`${path}?environment=faults`)).text;
        times.push(performance.now() - beganAt);
      }
    }
    return { times, text };
  } finally {
    await browser.close();
  }
}
