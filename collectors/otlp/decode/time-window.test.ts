// Which moments are taken, at their edges, alone and through both decoders.
import { describe, expect, it } from 'vitest';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { withBytes } from './otlp.arbitrary.ts';
import { encode, LogsRequest, TracesRequest } from './otlp-oracle.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';
import { offsetWords, timeRefusal, timeWindowAt } from './time-window.ts';

const nowUs = 1_790_000_000_000_000;
const hour = 3_600_000_000;
const day = 24 * hour;
const window = timeWindowAt(nowUs);
const decoding = () => new Decoding(nowUs, undefined, window);

it('reaches from 14 days ago to one hour ahead, both ends taken', () => {
  expect(timeRefusal(nowUs, window)).toBe(null);
  expect([timeRefusal(nowUs + hour, window), timeRefusal(nowUs + hour + 1, window)]).toEqual([null, 'too-far-ahead']);
  expect([timeRefusal(nowUs - 14 * day, window), timeRefusal(nowUs - 14 * day - 1, window)]).toEqual([null, 'too-old']);
  expect([timeRefusal(-1, window), timeRefusal(Number.MAX_SAFE_INTEGER, window)]).toEqual(['too-old', 'too-far-ahead']);
});

it('says in words how far a moment is away', () => {
  expect([3 * hour, -14.4 * day, -54 * 365.25 * day, 90_000_000, -1_500].map(offsetWords)).toEqual([
    '3.0 h ahead',
    '14 days old',
    '54 years old',
    '1.5 min ahead',
    '0.0 s old',
  ]);
});

const nanos = (us: number): string => `${us}000`;
const [int64Max, uint64Max] = ['9223372036854775807', '18446744073709551615'];
/** Sent as start and end; why it is refused. */
const moments: [what: string, sent: string, reason: string | null][] = [
  ['none', '0', 'no-time'],
  ['1 ns after 1970', '1', 'no-time'],
  ['1 µs after 1970', '1000', 'too-old'],
  ['just too old', nanos(nowUs - 14 * day - 1), 'too-old'],
  ['just kept', nanos(nowUs - 14 * day), null],
  ['an hour ago', nanos(nowUs - hour), null],
  ['in an hour', nanos(nowUs + hour), null],
  ['in an hour and a bit', nanos(nowUs + hour + 1), 'too-far-ahead'],
  ['in 10 years', nanos(nowUs + 3_652 * day), 'too-far-ahead'],
  ['the last int64', int64Max, 'too-far-ahead'],
  ['the last uint64', uint64Max, 'too-far-ahead'],
];

const spanAt = (sent: string | number, index: number) => ({
  traceId: 'a'.repeat(32),
  spanId: `${index}`.padStart(16, 'b'),
  name: `${index}`,
  startTimeUnixNano: sent,
  endTimeUnixNano: sent,
});
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'odd-clock' } }] };
const tracesOf = (spans: object[]) => ({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
const json = (message: object) => Buffer.from(JSON.stringify(message));
const tally = (reasons: (string | null)[]) => {
  const counts: Record<string, number> = {};
  for (const reason of reasons) if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

describe.each(['JSON', 'protobuf'])('spans as %s', (encoding) => {
  const decode = (message: object) =>
    encoding === 'JSON'
      ? decodeTracesJson(json(message), decoding())
      : decodeTracesProtobuf(encode(TracesRequest, withBytes(message)), decoding());

  it.each(moments)('take or refuse what began and ended at: %s', (_what, sent, reason) => {
    const { spans, rejections } = decode(tracesOf([spanAt(sent, 1)]));
    expect([spans.length, rejections[0]?.reason ?? null]).toEqual([reason ? 0 : 1, reason]);
  });

  it('are refused one by one: the count is exact, the neighbours are there, the farthest clock is known', () => {
    const sent = [...moments, ...moments];
    const { spans, rejections } = decode(tracesOf(sent.map(([, at], index) => spanAt(at, index))));
    expect(spans.map((span) => span.name)).toEqual(
      sent.flatMap(([, , reason], index) => (reason === null ? [`${index}`] : [])),
    );
    expect(Object.fromEntries(rejections.map((one) => [one.reason, one.count]))).toEqual(
      tally(sent.map(([, , reason]) => reason)),
    );
    const ahead = rejections.find((one) => one.reason === 'too-far-ahead');
    expect([ahead?.resource.service, ahead?.offsetUs]).toEqual(['odd-clock', Number.MAX_SAFE_INTEGER - nowUs]);
    expect(ahead?.sample).toBe('span 7: 1.0 h ahead');
  });

  it('that have an end but no start are kept at their end', () => {
    const [row] = decode(tracesOf([{ ...spanAt(nanos(nowUs), 1), startTimeUnixNano: '0' }])).spans;
    expect([row?.startedAt, row?.durationUs, row?.flaws]).toEqual([nowUs, 0, ['no-start']]);
  });
});

it('refuses a time below zero in JSON alone, not the records beside it', () => {
  for (const sent of ['-1', -1, '-9223372036854775808']) {
    const { spans, rejections } = decodeTracesJson(
      json(tracesOf([spanAt(sent, 1), spanAt(nanos(nowUs), 2)])),
      decoding(),
    );
    expect([spans.length, rejections[0]?.reason, rejections[0]?.count]).toEqual([1, 'too-old', 1]);
  }
});

it('takes and refuses log records alike, by the time they were observed where they have no other', () => {
  const records: object[] = moments.map(([, timeUnixNano]) => ({ timeUnixNano, body: { stringValue: 'x' } }));
  records.push({ timeUnixNano: '0', observedTimeUnixNano: '1000' });
  const message = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: records }] }] };
  const bytes = encode(LogsRequest, withBytes(message));
  for (const { logs, rejections } of [
    decodeLogsJson(json(message), decoding()),
    decodeLogsProtobuf(bytes, decoding()),
  ]) {
    // Without any time a log record has that of its arrival, as the protocol wants.
    const expected = moments.map(([, , reason]) => (reason === 'no-time' ? null : reason));
    expect(logs).toHaveLength(expected.filter((reason) => reason === null).length);
    expect(Object.fromEntries(rejections.map((one) => [one.reason, one.count]))).toEqual(
      tally([...expected, 'too-old']),
    );
  }
});
