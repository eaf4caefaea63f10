// What a person is told of a finding or a refusal: what is the matter, with its figures, and what to change in the sender. Pure.
import type { Advice } from '#lib/contracts/trust.ts';
import type { FindingCode } from '#lib/trust/finding.ts';

type Words = Pick<Advice, 'tone' | 'text' | 'fix' | 'snippet'>;

export interface Found {
  source: string;
  subject: string;
  count: number;
  of: number | null;
  amount: number | null;
}

const number = (value: number): string => value.toLocaleString('en-US');
const plural = (count: number, word: string): string => `${number(count)} ${word}${count === 1 ? '' : 's'}`;
const share = ({ count, of }: Found, word: string): string =>
  of === null || of < count ? plural(count, word) : `${number(count)} of ${plural(of, word)}`;

/** `3.0 h`, `54 years`: a length of time with one unit. */
export function lengthWords(ms: number): string {
  const size = Math.abs(ms) / 1000;
  const [unit, seconds] = units.find(([, least]) => size >= least) ?? ['s', 1];
  const count = size / seconds;
  return `${count < 10 ? count.toFixed(1) : number(Math.round(count))} ${unit}`;
}

const units: readonly (readonly [string, number])[] = [
  ['years', 31_557_600],
  ['days', 86_400],
  ['h', 3_600],
  ['min', 60],
];

const setClock = 'Turn on time synchronisation (chrony, systemd-timesyncd, or that of the host of the containers).';
/** What carries a correlation ID into the spans of each kind of queue. */
const correlationFix = (system: string): Pick<Words, 'fix' | 'snippet'> => {
  if (system === 'bullmq') {
    return {
      fix: 'Your BullMQ workers do not export baggage. Add the baggage span processor to their SDK, or start them with our preload, and set the ID where the job is added:',
      snippet:
        "node --import signalbox/otel/register worker.js\n\nimport { withCorrelation } from 'signalbox/otel';\nawait withCorrelation(orderId, () => queue.add('send-receipt', data));",
    };
  }
  if (system === 'celery') {
    return {
      fix: 'Add the baggage span processor to the SDK of callers and workers, and put the ID into baggage before apply_async:',
      snippet:
        "from opentelemetry.processor.baggage import BaggageSpanProcessor, ALLOW_ALL_BAGGAGE_KEYS\nprovider.add_span_processor(BaggageSpanProcessor(ALLOW_ALL_BAGGAGE_KEYS))\n\ncontext.attach(baggage.set_baggage('correlation.id', order_id))",
    };
  }
  if (
    system === 'sidekiq' ||
    system === 'active_job' ||
    system === 'delayed_job' ||
    system === 'que' ||
    system === 'resque'
  ) {
    return {
      fix: 'Set the ID on the span of the job, or carry it in baggage and copy it to attributes with the baggage span processor:',
      snippet: "OpenTelemetry::Trace.current_span.set_attribute('correlation.id', order_id)",
    };
  }
  if (system === 'pg-boss' || system === 'graphile-worker' || system.startsWith('redis-')) {
    return {
      fix: 'Put the ID into the payload, and say under which pointer it is, in signalbox.yaml or under Sources:',
      snippet: 'correlation: { pointers: [/correlationId] }',
    };
  }
  return {
    fix: 'Set the attribute on the span of the job, or carry it in baggage and copy it to attributes with a baggage span processor:',
    snippet: "span.setAttribute('correlation.id', orderId)",
  };
};

const limitSettings: Record<string, string> = {
  attributes: 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=256',
  events: 'OTEL_SPAN_EVENT_COUNT_LIMIT=256',
  links: 'OTEL_SPAN_LINK_COUNT_LIMIT=256',
};
const keptLimits: Record<string, string> = {
  attributes: '128 attributes of a record',
  events: '128 events of a span',
  links: '128 links of a span',
  values: '8 192 characters of a text',
  depth: '32 levels of a nested value',
};

const words: Record<FindingCode, (found: Found) => Words> = {
  'clock-ahead': (found) => ({
    tone: 'warn',
    text: `The clock of ${found.source} is at least ${lengthWords(found.amount ?? 0)} ahead: a span ended that long after it arrived.`,
    fix: setClock,
    snippet: null,
  }),
  'clock-behind': (found) => ({
    tone: 'warn',
    text: `The clock of ${found.source} is behind, or it holds its spans back: none was younger than ${lengthWords(found.amount ?? 0)} when it arrived.`,
    fix: `${setClock} Or shorten the export delay:`,
    snippet: 'OTEL_BSP_SCHEDULE_DELAY=5000',
  }),
  'start-before-enqueue': (found) => ({
    tone: 'warn',
    text: `${plural(found.count, 'run')} on ${found.subject} began before being enqueued, by up to ${lengthWords(found.amount ?? 0)}: the clocks of producer and worker differ, the time in queue is an estimate.`,
    fix: setClock,
    snippet: null,
  }),
  'unclaimed-scope': (found) => ({
    tone: 'warn',
    text: `${plural(found.count, 'producer or consumer span')} of the instrumentation scope ${found.subject} could not be read as jobs.`,
    fix: 'Say what they are about with job.* attributes, or with those of the messaging conventions:',
    snippet: "span.setAttributes({ 'job.id': id, 'job.name': 'send-receipt', 'job.queue': 'mail', 'job.attempt': 1 })",
  }),
  'sampled-out-link': (found) =>
    found.subject === 'sidekiq'
      ? {
          tone: 'info',
          text: `${plural(found.count, 'span')} of ${found.source} linked to a span that was not sampled: Sidekiq enqueues retries and delayed jobs untraced. They are joined by their id; nothing of them is missing.`,
          fix: 'Nothing to do with propagation style `link`. With `child`, their spans do not come at all; sample all of them in workers:',
          snippet: 'OTEL_TRACES_SAMPLER=always_on',
        }
      : {
          tone: 'warn',
          text: `${plural(found.count, 'span')} of ${found.source} linked to a span that was not sampled: where the job came from cannot be shown.`,
          fix: 'Sample everything where jobs are enqueued, or follow the decision of the caller on both sides:',
          snippet: 'OTEL_TRACES_SAMPLER=parentbased_always_on',
        },
  'missing-parent': (found) => ({
    tone: 'warn',
    text: `${share(found, 'span')} of ${found.source} named a parent that had not arrived 5 min later: drawn without it.`,
    fix: 'Send the spans of its caller here too, and let both keep the same traces; a parent that is still running is fine.',
    snippet: 'OTEL_TRACES_SAMPLER=parentbased_always_on',
  }),
  'no-correlation': (found) => ({
    tone: 'warn',
    text: `${share(found, `${found.subject} run`)} of ${found.source} came without a correlation ID: the journey ends at the trace.`,
    ...correlationFix(found.subject),
  }),
  'no-enqueue': (found) => ({
    tone: 'info',
    text: `Nobody saw ${share(found, `${found.subject} run`)} of ${found.source} being enqueued: the time in queue is not known.`,
    fix: 'Instrument the process that adds these jobs as you did the workers, or let Signalbox watch the queue itself (Sources).',
    snippet: 'node --import signalbox/otel/register producer.js',
  }),
  truncated: (found) => ({
    tone: 'info',
    text: `Cut from ${plural(found.count, 'record')} of ${found.source}: ${plural(found.amount ?? found.count, 'part')}. More than ${keptLimits[found.subject] ?? found.subject} are not kept.`,
    fix: 'Send less: payloads belong into the queue, not into its spans.',
    snippet: found.subject === 'values' ? 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=4096' : null,
  }),
  'replaced-text': (found) => ({
    tone: 'info',
    text: `${plural(found.count, 'record')} held text that was no UTF-8, or held NUL; it stands as � now.`,
    fix: 'Encode text as UTF-8 before it becomes an attribute; send binary values as bytes.',
    snippet: null,
  }),
  'dropped-by-exporter': (found) => ({
    tone: 'info',
    text: `The SDK of ${found.source} dropped ${plural(found.amount ?? 0, found.subject.replace(/s$/, ''))} of ${plural(found.count, 'span')} before sending them.`,
    fix: 'Raise its limit, or record less:',
    snippet: limitSettings[found.subject] ?? null,
  }),
};

export const findingWords = (code: FindingCode, found: Found): Words => words[code](found);

export interface Refused {
  source: string;
  reason: string;
  count: number;
  /** Of refused times: how far the farthest lay from our clock, ahead above zero. */
  offsetMs: number | null;
}

/** What to do about a refusal; one sentence, or two. */
export function refusalFix({ source, reason, offsetMs }: Refused): string {
  const far = offsetMs === null ? null : lengthWords(offsetMs);
  switch (reason) {
    case 'too-far-ahead':
      return `The clock of ${source} is ${far ?? 'more than an hour'} ahead: set it right. Times up to 1 h ahead of ours are taken.`;
    case 'too-old':
      return `${source} sends what is up to ${far ?? 'many days'} old; 14 days are kept. Set its clock right, or look for an exporter that replays old data.`;
    case 'no-time':
      return `${source} sends spans with neither start nor end. Its SDK or Collector loses them on the way: update it.`;
    case 'bad-trace-id':
    case 'bad-span-id':
      return `${source} sends ids that are none: 32 hex digits for a trace, 16 for a span, in JSON as hex, not base64.`;
    case 'too-many-records':
      return `${source} sends too much in one request. Lower the batch size of its exporter: OTEL_BSP_MAX_EXPORT_BATCH_SIZE=512`;
    case 'undecodable':
      return 'Somebody sends what is no OTLP. Look at the example, and at what is pointed at this door.';
    case 'spool-damaged':
      return 'The disk of the data directory damaged acknowledged requests. They are lost; the file is kept beside the spool. Check the disk.';
    case 'refused-by-database':
      return 'The database refused this data although it had passed every check. Please report it, with the example.';
    default:
      return 'See the example.';
  }
}
