// F30: the largest and smallest integers, 2^53 + 1 as a number and as a string, NaN and the infinities. What was sent comes back exactly.
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { type Any, jobSpan, jobWords, toJson, toProtobuf } from './otlp-model.ts';
import { awaitRuns, runDetail } from './stored-runs.ts';

/** What an answer must tell: a number where JSON's readers keep it exact, else the digits or the name. */
const integers: Record<string, number | string> = {
  '0': 0,
  '-1': -1,
  '9007199254740991': 9007199254740991,
  '-9007199254740991': -9007199254740991,
  '9007199254740993': '9007199254740993',
  '-9007199254740993': '-9007199254740993',
  '9223372036854775807': '9223372036854775807',
  '-9223372036854775808': '-9223372036854775808',
};
const doubles: Record<string, number | string> = {
  '0.1': 0.1,
  '1e308': 1e308,
  '5e-324': 5e-324,
  '123456789.123456789': 123456789.12345679,
  NaN: 'NaN',
  Infinity: 'Infinity',
  '-Infinity': '-Infinity',
};

interface Case {
  name: string;
  encoding: 'protobuf' | 'json-text' | 'json-number';
  value: Any;
  expected: number | string;
}

function casesOf(): Case[] {
  const cases: Case[] = [];
  for (const [digits, expected] of Object.entries(integers)) {
    for (const encoding of ['protobuf', 'json-text', 'json-number'] as const) {
      cases.push({ name: digits, encoding, value: { intValue: digits }, expected });
    }
  }
  for (const [word, expected] of Object.entries(doubles)) {
    for (const encoding of ['protobuf', 'json-text', 'json-number'] as const) {
      if (encoding === 'json-number' && typeof expected === 'string') continue;
      cases.push({ name: word, encoding, value: { doubleValue: word }, expected });
    }
  }
  // larger than any int64: a uint64 that a careless exporter sends, kept by its digits
  cases.push({
    name: 'uint64',
    encoding: 'json-text',
    value: { intValue: '18446744073709551615' },
    expected: '18446744073709551615',
  });
  return cases;
}

export const exactNumbers: Fault = {
  id: 'F30',
  what: 'the largest integers, 2^53 + 1, NaN and the infinities',
  async run(product) {
    const cases = casesOf();
    const queue = 'f30';
    const nested = (value: Any): Any => ({
      arrayValue: { values: [value, { kvlistValue: { values: [{ key: 'deep', value }] } }] },
    });
    const wrong: string[] = [];
    for (const { name, encoding, value } of cases) {
      const jobId = `${encoding} ${name}`;
      const attributes = [
        ...jobWords(queue, jobId),
        { key: 'app.n', value },
        { key: 'app.deep', value: nested(value) },
      ];
      const content = { spans: [jobSpan(queue, jobId, { attributes })] };
      const text = toJson(content);
      const asNumbers = text.replaceAll(/"(int|double)Value":"([^"]+)"/g, '"$1Value":$2');
      const answer =
        encoding === 'protobuf'
          ? await post(`${product.otlpUrl}/v1/traces`, protobufType, toProtobuf(content))
          : await post(`${product.otlpUrl}/v1/traces`, jsonType, encoding === 'json-text' ? text : asNumbers);
      if (answer.status !== 200) wrong.push(`${jobId}=${answer.status}`);
    }
    // JSON has numbers that no double holds
    const huge = toJson({
      spans: [
        jobSpan(queue, 'huge', {
          attributes: [...jobWords(queue, 'huge'), { key: 'app.n', value: { doubleValue: 1 } }],
        }),
      ],
    });
    const hugeAnswer = await post(
      `${product.otlpUrl}/v1/traces`,
      jsonType,
      huge.replace('"doubleValue":1', '"doubleValue":1e999'),
    );
    const runs = await awaitRuns(product, queue, cases.length);
    let exact = 0;
    for (const { name, encoding, expected } of cases) {
      const run = runs.find(({ jobId }) => jobId === `${encoding} ${name}`);
      const stored = run ? (await runDetail(product, run.id)).spans[0]?.attributes : undefined;
      const isExact =
        stored !== undefined &&
        Object.is(stored['app.n'], expected) &&
        JSON.stringify(stored['app.deep']) === JSON.stringify([expected, { deep: expected }]);
      if (isExact) exact += 1;
      else wrong.push(`${encoding} ${name} → ${JSON.stringify(stored?.['app.n'])}`);
    }
    return {
      sent: cases.length,
      exact,
      hugeStatus: hugeAnswer.status,
      wrong: wrong.slice(0, 10).join(', '),
      pass: exact === cases.length && wrong.length === 0 && [200, 400].includes(hugeAnswer.status),
    };
  },
};
