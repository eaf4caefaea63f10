// Temporal's TypeScript SDK (package @temporalio/interceptors-opentelemetry). What each span means: README.md beside this file.
import type { Evidence, EvidenceEdge, Micros, RunFacts } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { type Correlation, ownCorrelation } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, noFacts, parentRefOf, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, edgesOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';
import { runIdOf, workflowIdOf, workflowInfo } from './workflow-info.ts';

const statusOk = 1;
/** Every span is called `{what}:{type}`, and all are INTERNAL; `TerminateWorkflow` alone names no type. */
const spanName = /^([A-Za-z]+)(?::(.+))?$/s;

const ownKeys = ['temporalWorkflowId', 'temporalWorkflowID', 'temporalActivityId', 'temporalActivityID'];

export const temporal: Dialect = {
  name: 'temporal',
  /** Tracers may be the program's own; `run_id` and `workflowId` alone are said by others too. */
  claims: ({ scope, attributes }) => scope.name.startsWith('@temporalio/') || ownKeys.some((key) => key in attributes),
  toEvidence(span, observedAt) {
    const [, what = '', type = ''] = spanName.exec(span.name) ?? [];
    return readers[what]?.(span, type, observedAt) ?? [];
  },
};

const readers: Record<string, (span: SpanRow, type: string, observedAt: Micros) => Evidence[]> = {
  StartWorkflow: (span, type, observedAt) => started(span, type, observedAt, 'derived'),
  // It may have run already: then it was not started now. The second one's name is that of an update, not of the workflow.
  SignalWithStartWorkflow: (span, type, observedAt) => started(span, type, observedAt, 'inferred'),
  UpdateWithStartWorkflow: (span, _, observedAt) => started(span, undefined, observedAt, 'inferred'),
  TerminateWorkflow: (span, _, observedAt) => terminated(span, observedAt),
  RunWorkflow: workflow,
  StartChildWorkflow: published,
  StartActivity: (span, type, observedAt) => [
    ...published(span, type, observedAt),
    ...activityOver(span, type, observedAt),
  ],
  RunActivity: activity,
};

function subjectOf(span: SpanRow, queue: string, names: Subject['names'], job: string | undefined): Subject {
  const facts: RunFacts = { job, correlation: ownCorrelation(span) ?? workflowCorrelation(span) };
  return { system: 'temporal', queue, names, facts };
}

/** Rank 5: the workflow's id, which all runs of a chain and all its activities share. */
function workflowCorrelation(span: SpanRow): Correlation | undefined {
  const id = workflowIdOf(span);
  return id === undefined ? undefined : { id, rank: 5, via: 'temporalWorkflowId' };
}

/** By a client. The task queue is not exported here; the workflow's own span has it. */
function started(
  span: SpanRow,
  type: string | undefined,
  observedAt: Micros,
  fidelity: 'derived' | 'inferred',
): Evidence[] {
  const runId = runIdOf(span);
  if (runId === undefined || isError(span)) return [];
  const subject = subjectOf(span, type ?? '', { runId, createdBy: refOf(span) }, type);
  return [createdItem(span, subject, observedAt, { fidelity })];
}

/** A terminated run is not asked: no span of its own tells of its end. */
function terminated(span: SpanRow, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  if (runId === undefined || isError(span)) return [];
  const subject = { ...subjectOf(span, '', { runId }, undefined), facts: noFacts };
  const item = { role: 'terminated', kind: 'cancelled', at: endOf(span), observedAt, spanRef: null } as const;
  return [evidenceFrom(span, subject, { ...item, fidelity: 'derived' })];
}

/** By a workflow, with its own info: of the child, or activity, only this span is known, which is the parent of all its attempts. */
function published(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const subject = subjectOf(span, type, { createdBy: refOf(span) }, type);
  const runId = runIdOf(span);
  const edges = runId === undefined ? edgesOf(span) : [...edgesOf(span), parentRun(runId)];
  return [createdItem(span, subject, observedAt, { fidelity: 'derived', edges })];
}

/** `StartActivity` lasts until the activity is over: an error that reaches the workflow has no attempt left. */
function activityOver(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  if (!isError(span)) return [];
  const subject = { ...subjectOf(span, type, { createdBy: refOf(span) }, type), facts: noFacts };
  const kind = isCancelled(span) ? 'cancelled' : 'died';
  const at = { at: endOf(span), observedAt, spanRef: null };
  return [evidenceFrom(span, subject, { role: 'over', kind, ...at, fidelity: 'derived' })];
}

/** Each run of a chain has an id of its own, also the next one after a failure: none has a second attempt. */
function workflow(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  const createdBy = parentRefOf(span) ?? undefined;
  const info = workflowInfo(span);
  const names =
    runId === undefined ? { attemptSpan: refOf(span) } : { runId, createdBy: info.isFirst ? createdBy : undefined };
  const subject = subjectOf(span, info.taskQueue ?? type, names, type);
  if (info.cronSchedule !== undefined) subject.facts.schedule = workflowIdOf(span);
  const edges = edgesOf(span);
  if (info.parentRunId !== undefined) edges.push(parentRun(info.parentRunId));
  if (info.continuedFrom !== undefined) edges.push({ kind: 'same-job', to: { runId: info.continuedFrom } });
  const outcome = outcomeOf(span);
  const item = attemptItem(span, subject, observedAt, { ...outcome, edges });
  if (outcome.outcome !== 'failed') return [item];
  if (isCancelled(span)) return [item, over(span, subject, observedAt)];
  // Only Temporal's own failures end a run; any other error fails one task of it, which is tried again.
  if (!isFailure(span)) item.isFinal = false;
  else if (!info.isRetried) item.isFinal = true;
  return [item];
}

/** A retried activity is run again under one activity id; the attempts are not numbered. */
function activity(span: SpanRow, type: string, observedAt: Micros): Evidence[] {
  const runId = runIdOf(span);
  const activityId = textOf(span.attributes, 'temporalActivityId', 'temporalActivityID');
  const createdBy = parentRefOf(span) ?? undefined;
  const names = namesOfActivity(runId, activityId, createdBy) ?? { attemptSpan: refOf(span) };
  const edges = runId === undefined ? edgesOf(span) : [...edgesOf(span), parentRun(runId)];
  const subject = subjectOf(span, type, names, type);
  const item = attemptItem(span, subject, observedAt, { ...outcomeOf(span), edges });
  return isError(span) && isCancelled(span) ? [item, over(span, subject, observedAt)] : [item];
}

function namesOfActivity(
  runId: string | undefined,
  activityId: string | undefined,
  createdBy: Subject['names']['createdBy'],
): Subject['names'] | undefined {
  if (activityId === undefined) return undefined;
  // An activity that no workflow started has an id of its own.
  return runId === undefined ? { jobId: activityId, createdBy } : { runId: `${runId}/${activityId}`, createdBy };
}

const parentRun = (runId: string): EvidenceEdge => ({ kind: 'parent-job', to: { runId } });

/** OK on success, ERROR on failure; failures that the program calls benign leave the status unset. */
function outcomeOf(span: SpanRow): Pick<Evidence, 'outcome'> {
  if (isError(span) || span.events.some((event) => event.name === 'exception')) return { outcome: 'failed' };
  return { outcome: span.status === statusOk ? 'succeeded' : 'unknown' };
}

const typeOf = (span: SpanRow): string => errorOf(span)?.type ?? '';
/** Of what it waited for, a workflow hears that it was cancelled by the message alone. */
const isCancelled = (span: SpanRow): boolean =>
  typeOf(span) === 'CancelledFailure' ||
  (/^(Activity|ChildWorkflow)Failure$/.test(typeOf(span)) && /cancel/i.test(errorOf(span)?.message ?? ''));
const isFailure = (span: SpanRow): boolean => /Failure$/.test(typeOf(span));

const over = (span: SpanRow, subject: Subject, observedAt: Micros): Evidence =>
  evidenceFrom(
    span,
    { ...subject, facts: noFacts },
    { role: 'cancelled', kind: 'cancelled', at: endOf(span), observedAt, spanRef: null, fidelity: 'derived' },
  );
