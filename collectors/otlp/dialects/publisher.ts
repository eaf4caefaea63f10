// Which job published another: the attempt within which its enqueueing span lies (reference: "Children"). Known only where the spans between
// are at hand, so it is an item of its own.
import type { EdgeTarget, Evidence, Micros } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { evidenceFrom, type Neighbours, noFacts } from './dialect.ts';

/** Steps from an enqueueing span towards its root. */
const maxHops = 32;

/** What another span says by itself. */
type Read = (span: SpanRow) => readonly Evidence[];

/** That the job created in `span`, told of by `items`, was published by another; nothing where a dialect said so itself. */
export function publisherItem(
  span: SpanRow,
  items: readonly Evidence[],
  observedAt: Micros,
  neighbours: Neighbours,
  read: Read,
): Evidence | null {
  if (span.parentSpanId === null) return null;
  const created = items.find(({ kind, spanRef }) => kind === 'created' && spanRef?.spanId === span.spanId);
  if (!created || items.some(namesParent)) return null;
  const around = enclosingAttempt(span, neighbours, read);
  const to = around && targetOf(around.item);
  // Inside its own attempt it is the retry of that job.
  if (!around || !to || isOneRun(around.item, created)) return null;
  const subject = { system: created.system, queue: created.queue, names: created.names, facts: noFacts };
  return evidenceFrom(span, subject, {
    role: `parent-job:${around.span.spanId}`,
    kind: 'facts',
    at: created.at,
    observedAt,
    fidelity: 'derived',
    edges: [{ kind: 'parent-job', to }],
  });
}

const namesParent = ({ edges }: Evidence): boolean => edges?.some(({ kind }) => kind === 'parent-job') === true;

function enclosingAttempt(
  span: SpanRow,
  neighbours: Neighbours,
  read: Read,
): { item: Evidence; span: SpanRow } | undefined {
  let at: SpanRow | undefined = span;
  for (let hop = 0; hop < maxHops && at?.parentSpanId; hop++) {
    at = neighbours.find(at.traceId, at.parentSpanId);
    if (!at) return undefined;
    const items = read(at).filter(({ spanRef }) => spanRef?.spanId === at?.spanId);
    // An enqueueing inside another is the same one, told of by two libraries: the outer one's is the word that counts.
    if (items.some(({ kind }) => kind === 'created')) return undefined;
    const item = items.find(({ kind }) => kind === 'attempt');
    if (item) return { item, span: at };
  }
  return undefined;
}

/** The name under which others may speak of the job; none where only its spans name it. */
function targetOf({ system, queue, names }: Evidence): EdgeTarget | undefined {
  if (names.runId !== undefined) return { runId: names.runId };
  return names.jobId === undefined ? undefined : { job: { system, queue, jobId: names.jobId } };
}

const isOneRun = (a: Evidence, b: Evidence): boolean =>
  a.system === b.system &&
  (a.names.runId === undefined
    ? a.names.jobId !== undefined && a.names.jobId === b.names.jobId && a.queue === b.queue
    : a.names.runId === b.names.runId);
