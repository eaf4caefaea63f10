// F35: 100,000 attributes on a span, 100,000 spans in a request, a trace of very many spans, 10,000 queues. Limits are named where they
// cut, and the pages stay usable.
import { askApi } from '../product/start-product.ts';
import { launchChromium, openReader } from './browser.ts';
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { isServing } from './is-serving.ts';
import { jobSpan, jobWords, type Span, textPair, toJson, toProtobuf } from './otlp-model.ts';
import type { Rig } from './rig.ts';
import { askUntil, awaitRuns, runDetail } from './stored-runs.ts';
import { doorCeilingMib, watchProcess } from './watched-process.ts';

const attributes = 100_000;
const spansInRequest = 100_000;
const traceSpans = isLong ? 1_000_000 : 40_000;
const queues = isLong ? 10_000 : 2_000;
const perRequest = 2_000;
const traceId = 'f35'.padEnd(32, 'a');

/** A span of the long trace that is about no job. */
const bare = (index: number): Span => ({
  traceId,
  spanId: (index + 1).toString(16).padStart(16, '0'),
  name: `step ${index % 50}`,
  startTimeUnixNano: `${Date.now() - 1_000}000000`,
  endTimeUnixNano: `${Date.now()}000000`,
  attributes: [],
});

async function sendUntilTaken(rig: Rig, content: { spans: Span[] }): Promise<boolean> {
  const body = toProtobuf(content);
  for (let tries = 0; tries < 60; tries++) {
    const { status } = await post(`${rig.otlpUrl}/v1/traces`, protobufType, body);
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

export const manyOfEverything: Fault = {
  id: 'F35',
  what: '100k attributes, 100k spans in a request, a huge trace, 10k queues',
  async run(rig) {
    const door = await watchProcess(rig);
    const many = Array.from({ length: attributes }, (_, index) => textPair(`app.key-${index}`, 'v'));
    const wide = jobSpan('f35-wide', 'wide', { attributes: [...jobWords('f35-wide', 'wide'), ...many] });
    const wideAnswer = await post(
      `${rig.otlpUrl}/v1/traces`,
      jsonType,
      toJson({ spans: [wide, jobSpan('f35-wide', 'good')] }),
    );
    // ids only: what counts is their number
    const small = Array.from({ length: spansInRequest }, (_, index) => ({
      ...bare(index),
      traceId: 'e'.repeat(32),
      name: 's',
    }));
    const manyAnswer = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: small }), 60_000);
    const { partialSuccess } = JSON.parse(manyAnswer.body || '{}') as {
      partialSuccess?: { rejectedSpans?: string; errorMessage?: string };
    };
    let taken = await sendUntilTaken(rig, { spans: [jobSpan('f35-trace', 'long', { traceId })] });
    for (let from = 0; from < traceSpans; from += perRequest) {
      taken =
        (await sendUntilTaken(rig, { spans: Array.from({ length: perRequest }, (_, index) => bare(from + index)) })) &&
        taken;
    }
    for (let from = 0; from < queues; from += 1_000) {
      const spans = Array.from({ length: 1_000 }, (_, index) => jobSpan(`f35-lane-${from + index}`, 'one'));
      taken = (await sendUntilTaken(rig, { spans })) && taken;
    }
    const wideRuns = await awaitRuns(rig, 'f35-wide', 2);
    const wideRun = wideRuns.find(({ jobId }) => jobId === 'wide');
    const wideSpan = wideRun ? (await runDetail(rig, wideRun.id)).spans[0] : undefined;
    const [longRun] = await awaitRuns(rig, 'f35-trace', 1);
    const beganAt = performance.now();
    const long = longRun ? await runDetail(rig, longRun.id) : null;
    const longMs = Math.round(performance.now() - beganAt);
    const lanes = await askUntil(
      () => countQueues(rig),
      (count) => count >= queues,
    );
    const times = await readPages(rig, longRun?.id ?? '');
    const serves = await isServing(rig, 'f35');
    const cost = await door.stop();
    const p95 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;
    const keptAttributes = Object.keys(wideSpan?.attributes ?? {}).length;
    const cutAttributes = wideSpan?.cut?.attributes ?? 0;
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0);
    const wideIsRight =
      wideAnswer.status === 200 && wideRuns.length === 2 && keptAttributes + cutAttributes === attributes + 5;
    // refused as a whole for its size, or taken up to the limit and the rest named
    const manyIsRight =
      manyAnswer.status === 413 ||
      (manyAnswer.status === 200 && rejected > 0 && (partialSuccess?.errorMessage ?? '').includes('too-many'));
    const longIsCut = long?.areSpansCut === true && long.spans.length <= 10_000 && long.spans.length > 1_000;
    return {
      wideStatus: wideAnswer.status,
      keptAttributes,
      cutAttributes,
      manyStatus: manyAnswer.status,
      rejected,
      reason: partialSuccess?.errorMessage ?? '',
      traceSpans,
      shownSpans: long?.spans.length ?? 0,
      isCut: long?.areSpansCut ?? false,
      longAnswerMs: longMs,
      queues: lanes,
      pageP95Ms: Math.round(p95),
      serves,
      ...cost,
      pass:
        wideIsRight &&
        cutAttributes > 0 &&
        manyIsRight &&
        taken &&
        longIsCut &&
        lanes >= queues &&
        p95 <= 8_000 &&
        serves &&
        cost.isSame &&
        cost.rssPeakMib <= doorCeilingMib,
    };
  },
};

async function countQueues(rig: Rig): Promise<number> {
  const rows = await rig.postgres.query<{ n: number }>(
    `select count(*)::int4 as n from queue where name like 'f35-lane-%'`,
  );
  // and the API still answers with them
  await askApi(rig, '/queues?environment=faults&limit=200');
  return rows[0]?.n ?? 0;
}

async function readPages(rig: Rig, runId: string): Promise<number[]> {
  const browser = await launchChromium();
  try {
    const reader = await openReader(browser, rig, 'none');
    const times: number[] = [];
    for (const path of [
      '/?environment=faults',
      '/queues?environment=faults',
      '/runs?environment=faults',
      `/runs/${runId}`,
    ]) {
      for (let round = 0; round < 3; round++) {
        const beganAt = performance.now();
        await reader.read(path);
        times.push(performance.now() - beganAt);
      }
    }
    return times;
  } finally {
    await browser.close();
  }
}
