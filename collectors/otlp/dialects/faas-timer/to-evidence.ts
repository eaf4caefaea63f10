// Functions that a timer starts (https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/): `faas.trigger = timer`.
import type { Evidence, Micros, RunFacts, RunNames } from '#lib/domain/evidence.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { momentOf, textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, refOf } from '../dialect.ts';
import { attemptItem } from '../messaging-span.ts';

export function isTimer({ attributes, kind }: SpanRow): boolean {
  return attributes['faas.trigger'] === 'timer' || ('faas.cron' in attributes && kind === spanKind.server);
}

export const faasTimer: Dialect = {
  name: 'faas-timer',
  claims: isTimer,
  toEvidence: (span, observedAt) => [attempt(span, observedAt)],
};

/** The function's name, which names its schedule too. */
export const timerNameOf = ({ attributes, resource }: SpanRow): string =>
  textOf(attributes, 'faas.name') ?? textOf(resource.attributes, 'faas.name') ?? resource.service;

function attempt(span: SpanRow, observedAt: Micros): Evidence {
  const name = timerNameOf(span);
  const dueAt = momentOf(span.attributes, 'faas.time');
  const facts: RunFacts = { job: name, schedule: name, dueAt, correlation: correlationOf(span) };
  const subject = { system: 'faas', queue: name, names: namesOf(span, name, dueAt), facts };
  return attemptItem(span, subject, observedAt);
}

/** A retry of an invocation keeps its id; without one, the function's time names it. */
function namesOf(span: SpanRow, schedule: string, dueAt: Micros | undefined): RunNames {
  const runId = textOf(span.attributes, 'faas.invocation_id', 'faas.execution');
  if (runId !== undefined) return { runId };
  return dueAt === undefined ? { attemptSpan: refOf(span) } : { slot: { schedule, dueAt } };
}
