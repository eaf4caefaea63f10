// Temporal's TypeScript SDK (package @temporalio/interceptors-opentelemetry). What each span means: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunFacts } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';
import { type Correlation, ownCorrelation } from '../correlation.ts';
import { type Dialect, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, edgesOf } from '../messaging-span.ts';
import { isError } from '../span-error.ts';

const statusOk = 1;
/** Every span is called `{what}:{type}`, and all are INTERNAL. */
const spanName = /^(StartWorkflow|SignalWithStartWorkflow|UpdateWithStartWorkflow|RunWorkflow|RunActivity):(.+)$/s;

export const temporal: Dialect = {
  name: 'temporal',
  claims: (span) =>
    span.scope.name.startsWith('@temporalio/') ||
    'temporalWorkflowId' in span.attributes ||
    'run_id' in span.attributes,
  toEvidence(span, observedAt) {
    const [, what, type = ''] = spanName.exec(span.name) ?? [];
    if (what === undefined) return [];
    if (what === 'RunActivity') return activity(span, type, observedAt);
    return what === 'RunWorkflow' ? workflow(span, type, observedAt) : started(span, type, observedAt);
  },
};

const runIdOf = (span: SpanRow): string | undefined => textOf(span.attributes, 'run_id', 'runId');
const workflowIdOf = (span: SpanRow): string | undefined => textOf(span.attributes, 'temporalWorkflowId', 'workflowId');

function subjectOf(span: SpanRow, queue: string, names: Subject['names'], job: string): Subject {
  const facts: RunFacts = { job, correlation: ownCorrelation(span) ?? workflowCorrelation(span) };
  return { system: 'temporal', queue, names, facts };
}

/** Rank 5: the workflow's id, which all runs of a chain and all its activities share. */
function workflowCorrelation(span: SpanRow): Correlation | undefined {
  const id = workflowIdOf(span);
  return id === undefined ? undefined : { id, rank: 5, via: 'temporalWorkflowId' };
}

function started(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  if (runId === undefined || isError(span)) return [];
  // The task queue is not exported here; the workflow's own span has it.
  return [
    createdItem(span, subjectOf(span, type, { runId, createdBy: refOf(span) }, type), observedAt, {
      fidelity: 'derived',
    }),
  ];
}

function workflow(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  const names = runId === undefined ? { attemptSpan: refOf(span) } : { runId };
  const subject = subjectOf(span, textOf(span.attributes, 'taskQueue') ?? type, names, type);
  const edges = edgesOf(span);
  const parent = span.attributes.parent;
  if (parent !== null && typeof parent === 'object' && !Array.isArray(parent) && 'runId' in parent) {
    if (typeof parent.runId === 'string') edges.push(parentRun(parent.runId));
  }
  const before = textOf(span.attributes, 'continuedFromExecutionRunId');
  if (before !== undefined) edges.push({ kind: 'same-job', to: { runId: before } });
  return [
    attemptItem(span, subject, observedAt, {
      ...outcomeOf(span),
      attempt: wholeOf(span.attributes, 'attempt', 1),
      edges,
    }),
  ];
}

/** A retried activity is run again under one activity id; the attempts are not numbered. */
function activity(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  const activityId = textOf(span.attributes, 'temporalActivityId');
  const names =
    runId !== undefined && activityId !== undefined
      ? { runId: `${runId}/${activityId}` }
      : { attemptSpan: refOf(span) };
  const edges = runId === undefined ? edgesOf(span) : [...edgesOf(span), parentRun(runId)];
  return [attemptItem(span, subjectOf(span, type, names, type), observedAt, { ...outcomeOf(span), edges })];
}

const parentRun = (runId: string): EvidenceEdge => ({ kind: 'parent-job', to: { runId } });

/** OK on success, ERROR on failure; failures that the program calls benign leave the status unset. */
function outcomeOf(span: SpanRow): Pick<Evidence, 'outcome'> {
  if (isError(span) || span.events.some((event) => event.name === 'exception')) return { outcome: 'failed' };
  return { outcome: span.status === statusOk ? 'succeeded' : 'unknown' };
}
