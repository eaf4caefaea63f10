// Inngest's TypeScript SDK (extended traces). What each span means: README.md beside this file.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf } from '../attribute.ts';
import { correlationOf } from '../correlation.ts';
import { type Dialect, endOf, evidenceFrom, noFacts, type Subject, versionOf } from '../dialect.ts';
import { edgesOf } from '../messaging-span.ts';
import { errorOf, isError } from '../span-error.ts';

const runIdKey = 'sdk.run.id';
const executionName = 'inngest.execution';

export const inngest: Dialect = {
  name: 'inngest',
  claims: (span) => span.name === executionName || runIdKey in span.attributes,
  toEvidence(span, observedAt) {
    const runId = textOf(span.attributes, runIdKey);
    return span.name === executionName && runId !== undefined ? execution(span, runId, observedAt) : [];
  },
};

/**
 * One request of many that make up a run: steps, waits and retries of steps each call the function anew. So it proves that the
 * run has begun, and says nothing of its end: only an error that left the function is told.
 */
function execution(span: SpanRow, runId: string, observedAt: Micros): Evidence[] {
  const job = textOf(span.attributes, 'sys.function.id');
  const app = textOf(span.attributes, 'sys.app.id', 'sdk.app.id');
  const subject: Subject = {
    system: 'inngest',
    queue: job ?? app ?? '',
    names: { runId },
    facts: { job, correlation: correlationOf(span), version: versionOf(span) },
  };
  const { startedAt: at } = span;
  const items = [
    evidenceFrom(span, subject, {
      role: 'started',
      kind: 'started',
      at,
      observedAt,
      attempt: 1,
      fidelity: 'derived',
      edges: edgesOf(span),
      worker: textOf(span.resource.attributes, 'service.instance.id', 'host.name'),
    }),
  ];
  if (isError(span)) {
    const failed = { role: 'ended', kind: 'ended', outcome: 'failed', fidelity: 'inferred' } as const;
    items.push(
      evidenceFrom(
        span,
        { ...subject, facts: noFacts },
        { ...failed, at: endOf(span), observedAt, attempt: 1, error: errorOf(span) },
      ),
    );
  }
  return items;
}
