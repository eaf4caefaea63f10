// The explicit list of dialects, best first, and the way from spans to evidence.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { activeJob } from './active-job/to-evidence.ts';
import { amqplib } from './amqplib/to-evidence.ts';
import { appsignalBullmq } from './appsignal-bullmq/to-evidence.ts';
import { awsSqs } from './aws-sqs/to-evidence.ts';
import { bullmqOtel } from './bullmq-otel/to-evidence.ts';
import { celery } from './celery/to-evidence.ts';
import { ancestorCorrelation } from './correlation.ts';
import { delayedJob } from './delayed-job/to-evidence.ts';
import type { Dialect, Neighbours } from './dialect.ts';
import { faasTimer } from './faas-timer/to-evidence.ts';
import { withoutFalseEnd } from './false-end.ts';
import { genericMessaging } from './generic-messaging/to-evidence.ts';
import { inngest } from './inngest/to-evidence.ts';
import { jobAttributes } from './job-attributes/to-evidence.ts';
import { kafkajs } from './kafkajs/to-evidence.ts';
import { kubernetesCronJob } from './kubernetes-cron-job/to-evidence.ts';
import { publisherItem } from './publisher.ts';
import { que } from './que/to-evidence.ts';
import { resque } from './resque/to-evidence.ts';
import { sidekiq } from './sidekiq/to-evidence.ts';
import { temporal } from './temporal/to-evidence.ts';
import { triggerDev } from './trigger-dev/to-evidence.ts';

/** Best first: what an instrumentation says of its own before what the conventions say for all. */
export const dialects: readonly Dialect[] = [
  jobAttributes,
  bullmqOtel,
  appsignalBullmq,
  celery,
  sidekiq,
  activeJob,
  delayedJob,
  que,
  resque,
  amqplib,
  kafkajs,
  awsSqs,
  temporal,
  triggerDev,
  inngest,
  faasTimer,
  genericMessaging,
  kubernetesCronJob,
];

const byScope = new Map(dialects.flatMap((one) => (one.scopes ?? []).map((scope) => [scope, one])));
const bySystem = new Map(dialects.flatMap((one) => (one.systems ?? []).map((system) => [system, one])));
const claiming = dialects.filter((one) => one.claims !== undefined && one !== jobAttributes);

/** The one dialect that reads a span: our own attributes win, then the scope tells, then the system, then the rest in order. */
export function dialectOf(span: SpanRow): Dialect | undefined {
  if (jobAttributes.claims?.(span)) return jobAttributes;
  const system = span.attributes['messaging.system'];
  const told = byScope.get(span.scope.name) ?? (typeof system === 'string' ? bySystem.get(system) : undefined);
  return told ?? claiming.find((one) => one.claims?.(span));
}

/** What spans that arrived together say about runs. Spans that are about no run give nothing. */
export function spansToEvidence(spans: readonly SpanRow[], observedAt: Micros): Evidence[] {
  const neighbours = neighboursOf(spans);
  const alone = (span: SpanRow) => dialectOf(span)?.toEvidence(span, observedAt, nobody) ?? [];
  const evidence: Evidence[] = [];
  for (const span of spans) {
    const dialect = dialectOf(span);
    if (!dialect) continue;
    const items = withoutFalseEnd(span, dialect.toEvidence(span, observedAt, neighbours));
    for (const item of items) evidence.push(item);
    const inherited = inheritedCorrelation(span, items, neighbours);
    if (inherited) evidence.push(inherited);
    const publisher = publisherItem(span, items, observedAt, neighbours, alone);
    if (publisher) evidence.push(publisher);
  }
  return evidence;
}

const nobody: Neighbours = { find: () => undefined };

function neighboursOf(spans: readonly SpanRow[]): Neighbours {
  let bySpan: Map<string, SpanRow> | null = null;
  return {
    find(traceId, spanId) {
      if (bySpan === null) {
        bySpan = new Map();
        for (const span of spans) bySpan.set(span.spanId, span);
      }
      const found = bySpan.get(spanId);
      return found?.traceId === traceId ? found : undefined;
    },
  };
}

/**
 * A correlation that only an ancestor names. It is an item of its own, named after the ancestor: whether the ancestor was at
 * hand depends on how spans were batched, and one id must never mean two things.
 */
function inheritedCorrelation(span: SpanRow, items: readonly Evidence[], neighbours: Neighbours): Evidence | null {
  const first = items.find((item) => item.spanRef?.spanId === span.spanId && item.facts);
  // What the span itself names comes first, and is in its facts already.
  if (!first || span.parentSpanId === null || (first.facts?.correlation?.rank ?? 7) <= 3) return null;
  const found = ancestorCorrelation(span, neighbours);
  if (!found) return null;
  const { environment, source, system, queue, names, at, atClock, observedAt, spanRef } = first;
  const id = `${found.from.spanId}:correlation:${span.spanId}`;
  const facts = { correlation: found.correlation };
  return {
    environment,
    source,
    system,
    queue,
    names,
    id,
    kind: 'facts',
    at,
    atClock,
    observedAt,
    fidelity: 'derived',
    spanRef,
    facts,
  };
}
