// Trigger.dev version 4. What each span means: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunFacts } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { type Correlation, correlationOf, ownCorrelation } from '../correlation.ts';
import { type Dialect, evidenceFrom, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, edgesOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

const runIdKey = 'ctx.run.id';

export const triggerDev: Dialect = {
  name: 'trigger-dev',
  claims: ({ attributes }) => runIdKey in attributes || '$entity.type' in attributes || '$style.icon' in attributes,
  toEvidence(span, observedAt) {
    const { attributes } = span;
    if (attributes['$entity.type'] === 'attempt' || attributes['$span.attempt'] === true)
      return attempt(span, observedAt);
    const isTrigger = span.kind === spanKind.producer && attributes['$span.partial'] !== true;
    return isTrigger ? created(span, observedAt) : [];
  },
};

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const { attributes } = span;
  const runId = textOf(attributes, runIdKey);
  const job = textOf(attributes, 'ctx.task.id');
  const facts: RunFacts = { job, correlation: ownCorrelation(span) ?? runCorrelation(runId) };
  const version = textOf(attributes, 'worker.version');
  if (version !== undefined) facts.version = version;
  const queue = textOf(attributes, 'ctx.queue.name') ?? job ?? '';
  const subject: Subject = {
    system: 'trigger.dev',
    queue,
    names: runId === undefined ? { attemptSpan: refOf(span) } : { runId },
    facts,
  };
  const number = wholeOf(attributes, 'ctx.attempt.number', 1) ?? numberInName(span);
  const worker = textOf(attributes, 'ctx.machine.id', 'worker.id');
  if (attributes['$span.partial'] !== true)
    return [attemptItem(span, subject, observedAt, { attempt: number, worker: worker ?? null })];
  // Sent when the attempt begins, in the name of the span that will tell its end.
  const spanId = textOf(attributes, '$span.span_id');
  const spanRef = spanId === undefined ? null : { traceId: span.traceId, spanId };
  const { startedAt: at } = span;
  return [
    evidenceFrom(span, subject, { role: 'started', kind: 'started', at, observedAt, attempt: number, worker, spanRef }),
  ];
}

/** `Attempt {n}`. */
function numberInName(span: SpanRow): number | undefined {
  const match = /^Attempt (\d{1,6})$/.exec(span.name);
  return match ? Number(match[1]) : undefined;
}

/** Rank 5: all attempts of a run share its id. */
const runCorrelation = (id: string | undefined): Correlation | undefined =>
  id === undefined ? undefined : { id, rank: 5, via: runIdKey };

/** Inside a task, `ctx.run.id` is the run that triggers; the one triggered is `runId`. A batch names none of its runs. */
function created(span: SpanRow, observedAt: Micros): Evidence[] {
  const runId = textOf(span.attributes, 'runId', 'messaging.message.id');
  if (runId === undefined || isError(span)) return [];
  const job = textOf(span.attributes, '$style.accessory.items.0.text');
  const parent = textOf(span.attributes, runIdKey);
  const edges: EvidenceEdge[] = edgesOf(span);
  if (parent !== undefined) edges.push({ kind: 'parent-job', to: { runId: parent } });
  const names = { runId, createdBy: refOf(span) };
  const subject: Subject = {
    system: 'trigger.dev',
    queue: job ?? '',
    names,
    facts: { job, correlation: correlationOf(span) },
  };
  return [createdItem(span, subject, observedAt, { edges, fidelity: 'derived' })];
}
