// F28: moments at and beyond the edges: 1970, an hour either way, ten years ahead, the last nanosecond of int64 (2262) and of uint64 (2554).
// What lies inside the window is stored; the rest is refused in partial success with a reason and counted. Never a 5xx.
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { type Content, idsOf, jobSpan, toJson, toProtobuf } from './otlp-model.ts';
import { askUntil, awaitRuns, rejectedFor, spansStored } from './stored-runs.ts';

const hourMs = 3_600_000;
const nanos = (ms: number): string => `${ms}000000`;

interface Case {
  /** Nanoseconds since 1970, as sent. */
  at: string;
  isStored: boolean;
}

function casesAt(now: number): Record<string, Case> {
  return {
    zero: { at: '0', isStored: false },
    first: { at: '1', isStored: false },
    year1970: { at: nanos(86_400_000), isStored: false },
    tenYearsAgo: { at: nanos(now - 10 * 365 * 86_400_000), isStored: false },
    hourAgo: { at: nanos(now - hourMs), isStored: true },
    now: { at: nanos(now), isStored: true },
    almostAnHourAhead: { at: nanos(now + hourMs - 120_000), isStored: true },
    moreThanAnHourAhead: { at: nanos(now + hourMs + 300_000), isStored: false },
    tenYearsAhead: { at: nanos(now + 10 * 365 * 86_400_000), isStored: false },
    year2262: { at: String(2n ** 63n - 1n), isStored: false },
    year2554: { at: String(2n ** 64n - 1n), isStored: false },
  };
}

const reasons = ['too-old', 'too-far-ahead', 'no-time'];
const rejectedSpans = (body: string): number => {
  const { partialSuccess } = JSON.parse(body || '{}') as { partialSuccess?: { rejectedSpans?: string | number } };
  return Number(partialSuccess?.rejectedSpans ?? 0);
};

export const oddTimes: Fault = {
  id: 'F28',
  what: 'times from 1970 to 2554, and an hour either way',
  async run(rig) {
    const now = Date.now();
    const cases = casesAt(now);
    const wrong: string[] = [];
    // lists end now unless they are asked for more
    const ahead = `&to=${new Date(now + 2 * hourMs).toISOString()}`;
    const told = async () =>
      (await Promise.all(reasons.map((one) => rejectedFor(rig, one)))).reduce((a, b) => a + b, 0);
    const toldBefore = await told();
    let expected = 0;
    for (const [name, { at, isStored }] of Object.entries(cases)) {
      for (const encoding of ['json', 'protobuf']) {
        const queue = `f28-${name}-${encoding}`;
        const times = { startTimeUnixNano: at, endTimeUnixNano: at };
        const content: Content = { spans: [jobSpan(queue, 'odd', times), jobSpan(`${queue}-good`, 'good')] };
        const isJson = encoding === 'json';
        const answer = await post(
          `${rig.otlpUrl}/v1/traces`,
          isJson ? jsonType : protobufType,
          isJson ? toJson(content) : toProtobuf(content),
        );
        if (!isStored) expected += 1;
        if (answer.status !== 200) wrong.push(`${queue}=${answer.status}`);
        else if (isJson && rejectedSpans(answer.body) !== (isStored ? 0 : 1))
          wrong.push(`${queue} rejected ${rejectedSpans(answer.body)}`);
      }
    }
    // what is no moment at all is the sender's fault, for the whole request
    const noMoment = await Promise.all(
      ['99999999999999999999999', '1.5', '1e18', 'yesterday'].map((at) => {
        const span = { ...jobSpan('f28-none', at), startTimeUnixNano: at, ...idsOf(at) };
        return post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [span] }));
      }),
    );
    let stored = 0;
    for (const [name, { isStored }] of Object.entries(cases)) {
      for (const encoding of ['json', 'protobuf']) {
        const queue = `f28-${name}-${encoding}`;
        const good = await awaitRuns(rig, `${queue}-good`, 1);
        // the neighbour of the same request is there: the odd one would be too
        const { traceId } = jobSpan(queue, 'odd');
        const found = isStored ? await awaitRuns(rig, queue, 1, 30_000, ahead) : await spansStored(rig, [traceId]);
        if (good.length !== 1) wrong.push(`${queue} lost its neighbour`);
        if (found.length !== (isStored ? 1 : 0)) wrong.push(`${queue} ${isStored ? 'lost' : 'stored'}`);
        stored += found.length;
      }
    }
    const counted = (await askUntil(told, (count) => count - toldBefore >= expected, 10_000)) - toldBefore;
    return {
      sent: 2 * Object.keys(cases).length,
      stored,
      rejected: expected,
      toldByTrust: counted,
      badCodes: noMoment
        .filter(({ status }) => status !== 400)
        .map(({ status }) => status)
        .join(' '),
      wrong: wrong.slice(0, 8).join(', '),
      pass: wrong.length === 0 && counted === expected && noMoment.every(({ status }) => status === 400),
    };
  },
};
