// Programs that a Kubernetes CronJob runs: the first root span of a pod tells of the run. Resource attributes:
// https://opentelemetry.io/docs/specs/semconv/resource/k8s/
import type { Evidence, Micros, RunFacts } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, refOf, type Subject } from '../dialect.ts';
import { attemptItem } from '../messaging-span.ts';

const nameKeys = ['k8s.cronjob.name', 'k8s.cronjob.uid'] as const;

export const kubernetesCronJob: Dialect = {
  name: 'kubernetes-cron-job',
  claims: (span) => span.parentSpanId === null && nameKeys.some((key) => key in span.resource.attributes),
  toEvidence(span, observedAt) {
    const name = textOf(span.resource.attributes, nameKeys[0], nameKeys[1]);
    return name === undefined ? [] : [attempt(span, name, observedAt)];
  },
};

function attempt(span: SpanRow, name: string, observedAt: Micros): Evidence {
  const { attributes } = span.resource;
  const namespace = textOf(attributes, 'k8s.namespace.name');
  const schedule = namespace === undefined ? name : `${namespace}/${name}`;
  const job = textOf(attributes, 'k8s.job.name');
  const runId = textOf(attributes, 'k8s.job.uid') ?? (job && `${namespace ?? ''}/${job}`);
  const facts: RunFacts = { job: name, schedule, dueAt: dueIn(job), correlation: correlationOf(span) };
  const subject: Subject = {
    system: 'kubernetes',
    queue: schedule,
    names: runId === undefined ? { attemptSpan: refOf(span) } : { runId },
    facts,
  };
  // One pod is one attempt, however many root spans it has: they share an id, and of those the earliest stays.
  const pod = textOf(attributes, 'k8s.pod.uid', 'k8s.pod.name');
  const item = attemptItem(span, subject, observedAt, { worker: textOf(attributes, 'k8s.pod.name') ?? null });
  return pod === undefined ? item : { ...item, id: `${pod}:attempt` };
}

/** A CronJob calls its jobs `{name}-{due time in minutes since 1970}`. */
function dueIn(job: string | undefined): Micros | undefined {
  const minutes = /-(\d{8})$/.exec(job ?? '')?.[1];
  return minutes === undefined ? undefined : Number(minutes) * 60_000_000;
}
