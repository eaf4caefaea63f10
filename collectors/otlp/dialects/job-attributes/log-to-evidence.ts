// The record by which the worker kit tells of an attempt that still runs; the span that says the rest comes when it has ended.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { type LogRow, type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { ATTR_JOB_ATTEMPT, ATTR_JOB_ID, EVENT_JOB_STARTED } from '#otel/semconv.ts';
import { emptySpan } from '../../decode/rows.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { isCounted } from '../bullmq-id.ts';
import { evidenceFrom, versionOf } from '../dialect.ts';
import { subjectOf } from './to-evidence.ts';

/** What records say about runs. Only those of that name, with the span of the attempt. Pure. */
export function logsToEvidence(logs: readonly LogRow[], observedAt: Micros): Evidence[] {
  return logs.flatMap((log) => (log.attributes['event.name'] === EVENT_JOB_STARTED ? started(log, observedAt) : []));
}

function started(log: LogRow, observedAt: Micros): Evidence[] {
  const span = spanOf(log);
  if (!span) return [];
  const subject = subjectOf(span);
  subject.facts.version = versionOf(span);
  const jobId = textOf(span.attributes, ATTR_JOB_ID);
  // As the library's own spans name it: the trace tells counted ids apart.
  if (subject.system === 'bullmq' && jobId !== undefined && isCounted(jobId)) {
    subject.names = { jobId, givenIn: { traceId: span.traceId } };
  }
  // Without a name of its own, it would be another run than that of the span, which knows where it came from.
  if (!subject.names.jobId && !subject.names.slot) return [];
  return [
    evidenceFrom(span, subject, {
      role: 'started',
      kind: 'started',
      at: log.at,
      observedAt,
      attempt: wholeOf(span.attributes, ATTR_JOB_ATTEMPT, 1),
      worker: textOf(span.resource.attributes, 'service.instance.id', 'host.name'),
    }),
  ];
}

/** The attempt's span, as far as it is known while it runs. */
function spanOf({ traceId, spanId, at, attributes, scope, resource }: LogRow): SpanRow | null {
  if (traceId === null || spanId === null) return null;
  return { ...emptySpan(resource, scope), traceId, spanId, kind: spanKind.consumer, startedAt: at, attributes };
}
