// F26: U+0000, lone surrogates and bytes that are no UTF-8 in every string field. Stored with U+FFFD, marked, and nothing else of the
// request lost.
import { askApi, type Product } from '../product/start-product.ts';
import { broken, cases, encodingsOf, fields, now, type Where } from './broken-text.ts';
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { type Content, jobSpan, type Span, textPair, toJson, toProtobuf } from './otlp-model.ts';
import { askUntil, runDetail, type StoredRun } from './stored-runs.ts';

const isReplaced = (value: unknown): boolean =>
  typeof value === 'string' && value.includes('\ufffd') && !value.includes('\0');

async function listed(product: Product, field: string, filter: string): Promise<StoredRun[]> {
  return (await askApi<{ items: StoredRun[] }>(product, `/runs?${filter}=f26-${field}&limit=200`)).items;
}

interface Count {
  sent: number;
  acked: number;
  stored: number;
  replaced: number;
  marked: number;
  mustReplace: number;
  mustMark: number;
  neighboursLost: number;
  wrong: string[];
}

/** Each case in a request of its own, between two good spans, once as protobuf and, where JSON can say it, once as JSON. */
async function playField(product: Product, field: string, where: Where, count: Count): Promise<void> {
  const queue = `f26-${field}`;
  let sent = 0;
  for (const [name, bad] of Object.entries(cases)) {
    for (const encoding of encodingsOf(bad)) {
      const jobId = `${name}-${encoding}`;
      const { span, content } = where.put(broken(jobId, bad), queue, jobId);
      const good = (word: string): Span => jobSpan(`${queue}-good`, `${jobId}-${word}`);
      const whole: Content = { ...content, spans: [good('first'), jobSpan(queue, jobId, span), good('last')] };
      const body = encoding === 'json' ? toJson(whole) : toProtobuf(whole);
      const answer = await post(`${product.otlpUrl}/v1/traces`, encoding === 'json' ? jsonType : protobufType, body);
      sent += 1;
      if (answer.status === 200) count.acked += 1;
      else count.wrong.push(`${field}/${jobId}=${answer.status}`);
    }
  }
  const runs = await askUntil(
    () => listed(product, field, where.filter ?? 'queue'),
    (found) => found.length >= sent,
    10_000,
  );
  const neighbours = await askUntil(
    () => listed(product, `${field}-good`, 'queue'),
    (found) => found.length >= 2 * sent,
    10_000,
  );
  count.sent += sent;
  count.stored += runs.length;
  count.neighboursLost += 2 * sent - neighbours.length;
  if (where.read) count.mustReplace += sent;
  if (!where.isUnmarked) count.mustMark += sent;
  for (const run of await Promise.all(runs.map(({ id }) => runDetail(product, id)))) {
    if (where.read && isReplaced(where.read(run))) count.replaced += 1;
    else if (where.read) count.wrong.push(`${field}/${run.jobId}`);
    if (where.isUnmarked) continue;
    if ((run.spans[0]?.cut?.replaced ?? 0) > 0) count.marked += 1;
    else count.wrong.push(`${field}/${run.jobId} has no mark`);
  }
}

/** A log record's body, severity text, event name and attributes, each case in a request with a good record. */
async function playLogs(product: Product, count: Count): Promise<void> {
  const span = jobSpan('f26-logs', 'one');
  await post(`${product.otlpUrl}/v1/traces`, protobufType, toProtobuf({ spans: [span] }));
  const { traceId, spanId } = span;
  let sent = 0;
  for (const [name, bad] of Object.entries(cases)) {
    const text = broken(name, bad);
    const at = { timeUnixNano: now(), traceId, spanId };
    const odd = {
      ...at,
      severityText: text,
      eventName: text,
      body: { stringValue: text },
      attributes: [textPair(text, text)],
    };
    const content = { logs: [{ ...at, body: { stringValue: `good ${name}` } }, odd] };
    for (const encoding of encodingsOf(bad)) {
      const isJson = encoding === 'json';
      // The same record again would count as the same: the time tells them apart.
      for (const record of content.logs) record.timeUnixNano = `${Date.now()}${isJson ? '000001' : '000000'}`;
      const body = isJson ? toJson(content) : toProtobuf(content);
      const answer = await post(`${product.otlpUrl}/v1/logs`, isJson ? jsonType : protobufType, body);
      sent += 1;
      if (answer.status === 200) count.acked += 1;
      else count.wrong.push(`log/${name}-${encoding}=${answer.status}`);
    }
  }
  const [run] = await askUntil(
    () => listed(product, 'logs', 'queue'),
    (found) => found.length > 0,
  );
  const logs = run ? (await runDetail(product, run.id)).logs : [];
  const odd = logs.filter(({ body }) => !body.startsWith('good'));
  count.sent += sent;
  count.mustReplace += sent;
  count.stored += odd.length;
  count.replaced += odd.filter((one) => isReplaced(one.body) && isReplaced(JSON.stringify(one.attributes))).length;
  count.neighboursLost += sent - (logs.length - odd.length);
}

export const brokenText: Fault = {
  id: 'F26',
  what: 'U+0000, lone surrogates and bad UTF-8 in every string field',
  mutant: {
    does: 'stores U+0000 as it comes',
    file: 'collectors/otlp/decode/decoding.ts',
    find: "if (hasNul) kept = kept.replaceAll('\\0', '\\ufffd');",
    replace: '',
  },
  async run(product) {
    const count: Count = {
      sent: 0,
      acked: 0,
      stored: 0,
      replaced: 0,
      marked: 0,
      mustReplace: 0,
      mustMark: 0,
      neighboursLost: 0,
      wrong: [],
    };
    for (const [field, where] of Object.entries(fields)) await playField(product, field, where, count);
    await playLogs(product, count);
    const { wrong, ...figures } = count;
    return {
      fields: Object.keys(fields).length + 4,
      cases: Object.keys(cases).length,
      ...figures,
      wrong: wrong.slice(0, 8).join(' '),
      pass:
        count.acked === count.sent &&
        count.stored === count.sent &&
        count.neighboursLost === 0 &&
        count.replaced === count.mustReplace &&
        count.marked === count.mustMark,
    };
  },
};
