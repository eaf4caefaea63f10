// Texts that cannot be stored as they are, and every string field in which they can come (fault F26).
import { type Content, jobWords, type Pair, type Span, type Text, textPair } from './otlp-model.ts';
import type { RunDetail } from './stored-runs.ts';

/** What stands between two letters. JSON can spell the first three, protobuf all but the lone surrogates. */
export const cases: Record<string, Text> = {
  nul: '\0',
  high: '\ud800',
  low: '\udc00',
  overlong: Buffer.from([0xc0, 0x80]),
  overlongSlash: Buffer.from([0xe0, 0x80, 0xaf]),
  never: Buffer.from([0xff, 0xfe]),
  cut: Buffer.from([0xe2, 0x82]),
  beyond: Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  encodedHigh: Buffer.from([0xed, 0xa0, 0x80]),
};

export const broken = (name: string, bad: Text): Text =>
  typeof bad === 'string' ? `${name}-a${bad}b` : Buffer.concat([Buffer.from(`${name}-a`), bad, Buffer.from('b')]);

export const encodingsOf = (bad: Text): string[] =>
  typeof bad !== 'string' ? ['protobuf'] : bad.isWellFormed() ? ['protobuf', 'json'] : ['json'];

export interface Where {
  /** Puts the text somewhere in a span of this job. */
  put(text: Text, queue: string, jobId: string): { span?: Partial<Span>; content?: Omit<Content, 'spans'> };
  /** Where it must show again; `null` = only that it is stored counts, because no answer tells this field. */
  read: ((run: RunDetail) => unknown) | null;
  /** How the runs of this field are found, where the field is not the queue itself. */
  filter?: string;
  /** A run keeps no mark of what its own words lost; its span does. */
  isUnmarked?: boolean;
}

const attribute = (pair: Pair) => (_: Text, queue: string, jobId: string) => ({
  span: { attributes: [...jobWords(queue, jobId), pair] },
});
const withPair = (make: (text: Text) => Pair) => (text: Text, queue: string, jobId: string) =>
  attribute(make(text))(text, queue, jobId);
export const now = () => `${Date.now()}000000`;
const exception = (key: string, text: Text) => ({
  timeUnixNano: now(),
  name: 'exception',
  attributes: [
    ...[textPair('exception.type', 'Bad'), textPair('exception.message', 'bad')].filter((one) => one.key !== key),
    textPair(key, text),
  ],
});
const failedWith = (key: string) => (text: Text, queue: string, jobId: string) => ({
  span: {
    attributes: jobWords(queue, jobId, { outcome: 'failed' }),
    status: { code: 2 },
    events: [exception(key, text)],
  },
});
const keysOf = (values: Record<string, unknown> | undefined) => Object.keys(values ?? {}).join(' ');
const link = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };

export const fields: Record<string, Where> = {
  name: { put: (name) => ({ span: { name } }), read: (run) => run.spans[0]?.name },
  traceState: { put: (traceState) => ({ span: { traceState } }), read: null },
  statusMessage: {
    put: (message) => ({ span: { status: { code: 1, message } } }),
    read: (run) => run.spans[0]?.statusMessage,
  },
  attributeKey: { put: withPair((text) => textPair(text, 'v')), read: (run) => keysOf(run.spans[0]?.attributes) },
  attributeText: { put: withPair((text) => textPair('app.k', text)), read: (run) => run.spans[0]?.attributes['app.k'] },
  inList: {
    put: withPair((stringValue) => ({ key: 'app.k', value: { arrayValue: { values: [{ stringValue }] } } })),
    read: (run) => JSON.stringify(run.spans[0]?.attributes['app.k']),
  },
  inMap: {
    put: withPair((text) => ({ key: 'app.k', value: { kvlistValue: { values: [textPair(text, text)] } } })),
    read: (run) => JSON.stringify(run.spans[0]?.attributes['app.k']),
  },
  eventName: {
    put: (name) => ({ span: { events: [{ timeUnixNano: now(), name }] } }),
    read: (run) => run.spans[0]?.events[0]?.name,
  },
  eventAttribute: {
    put: (text) => ({ span: { events: [{ timeUnixNano: now(), name: 'e', attributes: [textPair(text, text)] }] } }),
    read: (run) => JSON.stringify(run.spans[0]?.events[0]?.attributes),
  },
  linkState: { put: (traceState) => ({ span: { links: [{ ...link, traceState }] } }), read: null, isUnmarked: true },
  linkAttribute: {
    put: (text) => ({ span: { links: [{ ...link, attributes: [textPair(text, text)] }] } }),
    read: (run) => JSON.stringify(run.spans[0]?.links[0]?.attributes),
  },
  jobId: {
    put: (text, queue) => ({ span: { attributes: jobWords(queue, text) } }),
    read: (run) => run.jobId,
  },
  jobName: {
    put: (job, queue, jobId) => ({ span: { attributes: jobWords(queue, jobId, { job }) } }),
    read: (run) => run.job,
  },
  jobQueue: {
    put: (text, queue, jobId) => ({ span: { attributes: jobWords(text, jobId, { job: queue }) } }),
    read: (run) => run.queue,
    filter: 'job',
  },
  jobSystem: {
    put: (system, queue, jobId) => ({ span: { attributes: jobWords(queue, jobId, { system }) } }),
    read: (run) => run.system,
  },
  correlation: {
    put: withPair((text) => textPair('job.correlation_id', text)),
    read: (run) => run.correlationId,
  },
  errorType: { put: failedWith('exception.type'), read: (run) => run.error?.type },
  errorMessage: { put: failedWith('exception.message'), read: (run) => run.error?.message },
  errorStack: { put: failedWith('exception.stacktrace'), read: (run) => run.attempts[0]?.error?.stack },
  service: {
    put: (text) => ({ content: { resource: [textPair('service.name', text)] } }),
    read: (run) => run.spans[0]?.service,
    isUnmarked: true,
  },
  environment: {
    put: (text) => ({ content: { resource: [textPair('deployment.environment.name', text)] } }),
    read: (run) => run.environment,
    isUnmarked: true,
  },
  worker: {
    put: (text) => ({ content: { resource: [textPair('service.instance.id', text)] } }),
    read: (run) => run.worker,
    isUnmarked: true,
  },
  version: {
    put: (text) => ({ content: { resource: [textPair('service.version', text)] } }),
    read: null,
    isUnmarked: true,
  },
  resourceKey: { put: (text) => ({ content: { resource: [textPair(text, text)] } }), read: null, isUnmarked: true },
  scopeName: { put: (name) => ({ content: { scope: { name } } }), read: null, isUnmarked: true },
  scopeVersion: { put: (version) => ({ content: { scope: { name: 's', version } } }), read: null, isUnmarked: true },
};
