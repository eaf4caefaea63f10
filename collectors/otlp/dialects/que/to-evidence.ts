// Que (gem opentelemetry-instrumentation-que). What each span means: README.md beside this file.
import type { Evidence, Micros, RunFacts } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { activeJobItem } from '../active-job-around.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, messageIdOf, queueOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

export const que: Dialect = {
  name: 'que',
  scopes: ['OpenTelemetry::Instrumentation::Que'],
  systems: ['que'],
  toEvidence(span, observedAt, neighbours) {
    const jobId = messageIdOf(span);
    if (span.kind === spanKind.producer) {
      // Without an id it is a bulk, whose span stands for many jobs.
      if (jobId === undefined || isError(span)) return [];
      const subject = subjectOf(span, { jobId, createdBy: refOf(span) });
      return [createdItem(span, subject, observedAt), ...activeJobItem(span, subject, observedAt, neighbours)];
    }
    return span.kind === spanKind.consumer ? [attempt(span, jobId, observedAt)] : [];
  },
};

function subjectOf(span: SpanRow, names: Subject['names']): Subject {
  const facts: RunFacts = {
    job: textOf(span.attributes, 'messaging.que.job_class'),
    correlation: correlationOf(span),
    priority: wholeOf(span.attributes, 'messaging.que.priority', Number.MIN_SAFE_INTEGER),
  };
  return { system: 'que', queue: queueOf(span), names, facts };
}

/** `attempts` is Que's error count: failures made before. */
function attempt(span: SpanRow, jobId: string | undefined, observedAt: Micros): Evidence {
  const createdBy = creationOf(span);
  const names = jobId === undefined ? (createdBy ? { createdBy } : { attemptSpan: refOf(span) }) : { jobId, createdBy };
  const before = wholeOf(span.attributes, 'messaging.que.attempts');
  const number = before === undefined ? undefined : before + 1;
  return attemptItem(span, subjectOf(span, names), observedAt, { attempt: number });
}
