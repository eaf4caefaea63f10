// Celery (package opentelemetry-instrumentation-celery). What each span means: README.md beside this file.
import type { Evidence, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { momentOf, textOf, wholeOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, evidenceFrom, noFacts, refOf, type Subject } from '../dialect.ts';
import { attemptItem, createdItem, creationOf, messageIdOf, queueOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';

const scope = 'opentelemetry.instrumentation.celery';
const actionKey = 'celery.action';

export const celery: Dialect = {
  name: 'celery',
  scopes: [scope],
  claims: ({ attributes }) => actionKey in attributes,
  toEvidence(span, observedAt) {
    const action = actionOf(span);
    if (action === 'apply_async') return created(span, observedAt);
    return action === 'run' ? attempt(span, observedAt) : [];
  },
};

/** `apply_async` or `run`; both are also the first part of the span's name. */
const actionOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, actionKey) ?? /^(apply_async|run)\//.exec(span.name)?.[1];

function subjectOf(span: SpanRow, names: RunNames): Subject {
  const job = textOf(span.attributes, 'celery.task_name') ?? (span.name.split('/').slice(1).join('/') || undefined);
  const facts: RunFacts = { job, correlation: correlationOf(span) };
  return { system: 'celery', queue: queueOf(span), names, facts };
}

/** A retry is published under the same id, inside the attempt that failed: of several creations the first one counts. */
function created(span: SpanRow, observedAt: Micros): Evidence[] {
  if (isError(span)) return [];
  return [createdItem(span, subjectOf(span, { jobId: messageIdOf(span), createdBy: refOf(span) }), observedAt)];
}

function attempt(span: SpanRow, observedAt: Micros): Evidence[] {
  const jobId = messageIdOf(span);
  const createdBy = creationOf(span);
  const names = jobId === undefined && !createdBy ? { attemptSpan: refOf(span) } : { jobId, createdBy };
  const subject = subjectOf(span, names);
  const retries = wholeOf(span.attributes, 'celery.retries') ?? 0;
  // A retry's eta is its own, not the task's.
  const eta = retries === 0 ? momentOf(span.attributes, 'celery.eta') : undefined;
  if (eta !== undefined) subject.facts.dueAt = eta;
  const state = textOf(span.attributes, 'celery.state')?.toUpperCase();
  const item = attemptItem(span, subject, observedAt, {
    ...outcomeOf(span, state),
    attempt: retries + 1,
    worker: textOf(span.resource.attributes, 'service.instance.id', 'host.name') ?? null,
  });
  // The task asked for its result to be dropped.
  if (state !== 'IGNORED') return [item];
  const ignored = { role: 'ignored', kind: 'discarded', at: item.endAt ?? item.at, observedAt } as const;
  return [item, evidenceFrom(span, { ...subject, facts: noFacts }, ignored)];
}

/** The state that Celery itself gave the task tells; the span's status is unset on retries and on errors that a task announces. */
function outcomeOf(span: SpanRow, state: string | undefined): Partial<Evidence> {
  if (state === 'SUCCESS') return { outcome: 'succeeded' };
  if (state === 'FAILURE') return { outcome: 'failed', isFinal: true };
  if (state === 'RETRY') {
    const message = textOf(span.attributes, 'celery.retry.reason') ?? 'retry';
    return { outcome: 'failed', isFinal: false, error: errorOf(span) ?? retryError(message) };
  }
  if (isError(span)) return {};
  return { outcome: 'unknown', fidelity: 'derived' };
}

/** `Retry in 3s: ValueError('no answer')`: Celery wraps the error that made the task retry. */
function retryError(reason: string): Evidence['error'] {
  const wrapped = /^Retry(?: in [^:]+)?: ([A-Za-z_][\w.]*)\((.*)\)$/s.exec(reason);
  if (!wrapped) return { type: null, message: reason };
  const quoted = /^(['"])(.*)\1,?$/s.exec(wrapped[2] ?? '');
  return { type: wrapped[1] ?? null, message: quoted?.[2] ?? wrapped[2] ?? '' };
}
