// F31: keys that mean something to JavaScript, as attribute keys, as keys of maps and as fields of the message. Stored as data; no
// object of the product changes.
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isServing } from './is-serving.ts';
import { jobSpan, jobWords, type Pair, textPair, toJson, toProtobuf } from './otlp-model.ts';
import { awaitRuns, runDetail, runsOf } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupSetter__',
  'then',
  'toJSON',
  'length',
  '$bytes',
  '',
];
const queue = 'f31';

/** The key as an attribute, in a map, in a list of maps, on an event and on a link: five places. */
function spanWith(jobId: string, key: string) {
  const inner: Pair = {
    key,
    value: { kvlistValue: { values: [textPair('polluted', 'yes'), textPair(key, 'inner')] } },
  };
  const map = { kvlistValue: { values: [inner] } };
  return jobSpan(queue, jobId, {
    attributes: [
      ...jobWords(queue, jobId),
      inner,
      { key: 'app.map', value: map },
      { key: 'app.list', value: { arrayValue: { values: [map] } } },
    ],
    events: [{ timeUnixNano: '1700000000000000000', name: 'e', attributes: [inner] }],
    links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), attributes: [inner] }],
  });
}

/** Own properties only: what an object inherits is no data. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

const isData = (value: unknown, key: string): boolean =>
  own(own(value, key), 'polluted') === 'yes' && own(own(value, key), key) === 'inner';

export const prototypeKeys: Fault = {
  id: 'F31',
  what: '__proto__ and its like as keys',
  async run(product) {
    const door = await watchProcess(product);
    const wrong: string[] = [];
    let sent = 0;
    for (const key of keys) {
      for (const encoding of ['protobuf', 'json']) {
        const content = { spans: [spanWith(`${encoding} ${key}`, key)] };
        // `{ __proto__: … }` in source would set a prototype: the text is built by JSON.stringify from pairs, as an exporter does.
        const body = encoding === 'json' ? toJson(content) : toProtobuf(content);
        const { status } = await post(
          `${product.otlpUrl}/v1/traces`,
          encoding === 'json' ? jsonType : protobufType,
          body,
        );
        sent += 1;
        if (status !== 200) wrong.push(`${encoding} ${key}=${status}`);
      }
      // as a field of the message itself, where only known names belong
      const field = `{"resourceSpans":[],${JSON.stringify(key)}:{"polluted":"yes","resourceSpans":[1]}}`;
      const { status } = await post(`${product.otlpUrl}/v1/traces`, jsonType, field);
      if (status !== 200) wrong.push(`field ${key}=${status}`);
      // a polluted prototype shows in the next request, which names none of this
      const plain = `plain ${key}`;
      await post(`${product.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [jobSpan('f31-plain', plain)] }));
    }
    const runs = await awaitRuns(product, queue, sent);
    let asData = 0;
    for (const run of runs) {
      const key = run.jobId?.slice(run.jobId.indexOf(' ') + 1) ?? '';
      const span = (await runDetail(product, run.id)).spans[0];
      const places = [
        span?.attributes,
        span?.attributes['app.map'],
        own(span?.attributes['app.list'], '0'),
        span?.events[0]?.attributes,
        span?.links[0]?.attributes,
      ];
      const lost = places.flatMap((place, index) => (isData(place, key) ? [] : [index]));
      if (lost.length === 0) asData += 1;
      else wrong.push(`${run.jobId} at ${lost.join(',')}`);
    }
    const plain = await awaitRuns(product, 'f31-plain', keys.length);
    const polluted = (await Promise.all(plain.map(({ id }) => runDetail(product, id)))).filter(
      (run) => JSON.stringify(run).includes('polluted') || Object.keys(run.spans[0]?.attributes ?? {}).length !== 5,
    ).length;
    const serves = (await isServing(product, queue)) && (await runsOf(product, 'toString')).length === 0;
    const cost = await door.stop();
    return {
      keys: keys.length,
      sent,
      stored: runs.length,
      asData,
      polluted: polluted + (keys.length - plain.length),
      wrong: wrong.slice(0, 6).join(' · '),
      serves,
      ...cost,
      pass:
        wrong.length === 0 &&
        asData === sent &&
        polluted === 0 &&
        plain.length === keys.length &&
        serves &&
        cost.isSame,
    };
  },
};
