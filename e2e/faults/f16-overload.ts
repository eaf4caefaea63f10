// F16: ten times of what the product promises to take, from senders that do not wait. What is too much is refused with a time to come
// back, memory stays where it was, screens stay usable, and soon after it is as before.
import { setTimeout as sleep } from 'node:timers/promises';
import { probeApi } from './api-probe.ts';
import { slowAnswersPercent, untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { Ledger } from './ledger.ts';
import { ask, requestOf } from './ledger-sender.ts';
import { counted } from './oracle.ts';
import type { Rig } from './rig.ts';
import { sampleRss } from './rss-sampler.ts';

/** Spans a second that the product promises to take for good. */
const sustained = 2_000;
const size = 100;
const perSecond = (10 * sustained) / size;
const overloadForMs = isLong ? 300_000 : 15_000;
/** Requests without an answer yet; senders that do not wait are many, not endless. */
const mostOpen = 500;
const normalMs = 250;

const traceOf = (id: string): string => {
  const [batch = '0', index = '0'] = id.split('-');
  return `f${(Number(batch) * size + Number(index)).toString(16).padStart(31, '0')}`;
};

/** Makes bodies as `requestOf` does, for next to nothing: the generator shares the machine with what it loads. */
function bodyMaker(run: string): (ids: readonly string[]) => string {
  const request = JSON.parse(requestOf(run, ['@'], Date.now())) as {
    resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[];
  };
  const spans = request.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  const span = JSON.stringify({ ...spans[0], traceId: '@', spanId: '@' }).split('@');
  spans[0] = { here: true };
  const [head, tail] = JSON.stringify(request).split('{"here":true}');
  const one = (id: string) => {
    const trace = traceOf(id);
    return `${span[0]}${trace}${span[1]}${trace.slice(0, 1)}${trace.slice(17)}${span[2]}${id}${span[3]}`;
  };
  return (ids) => `${head}${ids.map(one).join(',')}${tail}`;
}

/** Begins requests at a fixed rate, whether or not others were answered. Tells how many it had to leave out. */
async function sendOpenLoop(rig: Rig, run: string, ledger: Ledger): Promise<{ offered: number; leftOut: number }> {
  const beganAt = performance.now();
  const open = new Set<Promise<void>>();
  const bodyOf = bodyMaker(run);
  let [offered, leftOut] = [0, 0];
  while (performance.now() - beganAt < overloadForMs) {
    const due = Math.floor(((performance.now() - beganAt) / 1_000) * perSecond);
    for (; offered + leftOut < due; ) {
      if (open.size >= mostOpen) {
        leftOut += 1;
        continue;
      }
      const ids = Array.from({ length: size }, (_, index) => `${offered}-${index}`);
      offered += 1;
      const sending: Promise<void> = ask(rig.otlpUrl, bodyOf(ids)).then((answer) => {
        ledger.note(ids, answer);
        open.delete(sending);
      });
      open.add(sending);
    }
    await sleep(5);
  }
  await Promise.all(open);
  return { offered, leftOut };
}

/** The ms until ten requests in a row are each acknowledged within the normal time; at most a minute. */
async function untilNormal(rig: Rig): Promise<number> {
  const beganAt = performance.now();
  for (let [good, sent] = [0, 0]; good < 10 && performance.now() - beganAt < 60_000; sent++) {
    const answer = await ask(rig.otlpUrl, requestOf('f16-after', [`after-${sent}`], Date.now()));
    good = answer.status === 200 && answer.ms <= normalMs ? good + 1 : 0;
    await sleep(50);
  }
  return Math.round(performance.now() - beganAt);
}

/** Acknowledged jobs whose span is not stored, of at most 20,000 that are looked up. */
async function countLost(rig: Rig, ledger: Ledger): Promise<{ looked: number; lost: number }> {
  const every = Math.max(1, Math.ceil(ledger.acked.size / 20_000));
  const traces = [...ledger.acked].filter((_, n) => n % every === 0).map((id) => traceOf(id));
  const [found] = await rig.postgres.query<{ count: number }>(
    "select count(distinct trace_id)::int as count from span where trace_id in (select decode(t, 'hex') from unnest($1::text[]) t)",
    [traces],
  );
  return { looked: traces.length, lost: traces.length - (found?.count ?? 0) };
}

export const overload: Fault = {
  id: 'F16',
  what: 'ten times the promised load, from senders that do not wait',
  async run(rig) {
    const run = 'f16';
    const ledger = new Ledger();
    const rss = sampleRss(rig);
    const probe = probeApi(rig);
    const beganAt = performance.now();
    const { offered, leftOut } = await sendOpenLoop(rig, run, ledger);
    const seconds = (performance.now() - beganAt) / 1_000;
    const doorSlowPercent = await slowAnswersPercent(rig.otlpUrl);
    const figures = await probe.stop();
    const backToNormalMs = await untilNormal(rig);
    const drainedS = await untilDrained(rig.otlpUrl, overloadForMs + 240_000);
    const unanswered = Math.round((100 * (ledger.codes.get(0) ?? 0)) / offered);
    const { looked, lost } = await countLost(rig, ledger);
    // counters against the runs behind them, once everything is derived
    const deadline = Date.now() + overloadForMs + 240_000;
    let [runs, inbox] = [0, 1];
    while (inbox > 0 && Date.now() < deadline) {
      await sleep(500);
      const [row] = await rig.postgres.query<{ runs: number; inbox: number }>(
        'select (select count(*) from run)::int as runs, (select count(*) from inbox)::int as inbox',
      );
      [runs, inbox] = [row?.runs ?? 0, row?.inbox ?? 1];
    }
    const inCounters = (await counted(rig, run)) + (await counted(rig, 'f16-after'));
    const peaks = await rss.stop();
    const acceptedPerSecond = Math.round(ledger.acked.size / seconds);
    return {
      acked: ledger.acked.size,
      looked,
      lost,
      counterOff: inCounters - runs,
      offeredPerSecond: Math.round((offered * size) / seconds),
      leftOut,
      unansweredPercent: unanswered,
      doorSlowPercent,
      acceptedPerSecond,
      p99AcceptedMs: ledger.ackMs(0.99),
      backToNormalMs,
      spoolDrainedS: drainedS,
      bareRefusals: ledger.bareRefusals,
      codes: ledger.codesText,
      ...figures,
      ...peaks,
      pass:
        lost === 0 &&
        inbox === 0 &&
        runs >= ledger.acked.size &&
        inCounters === runs &&
        !ledger.hasFinalRefusal &&
        ledger.bareRefusals === 0 &&
        // told to come back rather than left waiting
        unanswered <= 5 &&
        acceptedPerSecond >= 0.7 * sustained &&
        backToNormalMs <= 30_000 &&
        figures.uiUnexplained === 0 &&
        peaks.rssDoorMib <= 384,
    };
  },
};
