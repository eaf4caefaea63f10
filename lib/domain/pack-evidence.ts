// Evidence as bytes, for `inbox.body` and `run.evidence`. Self-contained: no dimension ids, so that a body means the same
// everywhere and can be compared after decoding. Expects normalised items (normalize-evidence.ts); the inverse is unpack-evidence.ts.
import { ByteWriter } from '#lib/domain/byte-writer.ts';
import {
  type AttemptOutcome,
  attemptOutcomes,
  clocks,
  type Evidence,
  type EvidenceEdge,
  fidelities,
  type RunError,
  type RunFacts,
  type RunNames,
  type SpanRef,
} from '#lib/domain/evidence.ts';
import { packedIdOf } from '#lib/domain/packed-id.ts';
import {
  factPart,
  namePart,
  numberOfEdge,
  numberOfKind,
  packedInRowVersion,
  packVersion,
  part,
  targetTag,
} from '#lib/domain/packed-layout.ts';
import { type RunWords, textsOf } from '#lib/domain/run-words.ts';

export { unpackEvidence, unpackEvidenceInRow } from '#lib/domain/unpack-evidence.ts';

const out = new ByteWriter();

/** Normalised evidence as one body, in the order given: about 20 bytes an item of a plain run, its strings aside. */
export function packEvidence(items: readonly Evidence[]): Buffer {
  out.restart();
  packItems(packVersion, items);
  return out.finish();
}

/**
 * The same without the texts that the run's columns hold beside it: to be read back with the same `words` only. Its items stand in reverse,
 * byte by byte: a run mostly grows at its newest end, so the older ones stay where they were, at the end of its row, and Postgres logs of
 * an update only what lies between the first and the last byte that differ (heapam.c, `log_heap_update`).
 */
export function packEvidenceInRow(items: readonly Evidence[], words: RunWords): Buffer {
  out.restart(textsOf(words), [words.traceId]);
  return out.finish(packItems(packedInRowVersion, items));
}

/** Returns where the items begin. */
function packItems(version: number, items: readonly Evidence[]): number {
  out.byte(version);
  out.varint(items.length);
  const begin = out.size;
  let last: Evidence | null = null;
  for (const item of items) {
    packItem(item, last);
    last = item;
  }
  return begin;
}

function packItem(item: Evidence, last: Evidence | null): void {
  const hasOutcome = item.outcome !== undefined || item.isFinal !== undefined;
  const hasHeader =
    last === null ||
    item.queue !== last.queue ||
    item.source !== last.source ||
    item.system !== last.system ||
    item.environment !== last.environment;
  const hasNames = last === null || !haveSameNames(item.names, last.names);
  const { id } = item;
  const rest = packedIdOf(item);
  out.varint(
    rest.parts |
      (hasHeader ? part.header : 0) |
      (hasNames ? part.names : 0) |
      (item.endAt !== undefined ? part.endAt : 0) |
      (item.attempt !== undefined ? part.attempt : 0) |
      (hasOutcome ? part.outcome : 0) |
      (item.spanRef !== undefined ? part.spanRef : 0) |
      (item.worker !== undefined ? part.worker : 0) |
      (item.error !== undefined ? part.error : 0) |
      (item.facts !== undefined ? part.facts : 0) |
      (item.edges !== undefined ? part.edges : 0),
  );
  const kind = numberOfKind(item.kind);
  out.varint(kind);
  if (kind === 0) out.shared(item.kind);
  out.byte(clocks.indexOf(item.atClock) | (fidelities.indexOf(item.fidelity) << 4));
  if (rest.from === 0) out.text(id);
  else out.shared(id.slice(rest.from));
  out.moment(item.at, last === null ? 0 : last.at);
  out.moment(item.observedAt, item.at);
  if (hasHeader) {
    out.shared(item.environment);
    out.shared(item.source);
    out.shared(item.system);
    out.shared(item.queue);
  }
  if (hasNames) packNames(item.names, item.at);
  if (item.endAt !== undefined) out.moment(item.endAt, item.at);
  if (item.attempt !== undefined) out.varint(item.attempt);
  if (hasOutcome) out.byte(outcomeByte(item.outcome, item.isFinal));
  if (item.spanRef !== undefined) packSpan(item.spanRef);
  if (item.worker !== undefined) out.shared(item.worker);
  if (item.error !== undefined) packError(item.error);
  if (item.facts !== undefined) packFacts(item.facts, item.at);
  if (item.edges !== undefined) {
    out.varint(item.edges.length);
    for (const edge of item.edges) packEdge(edge);
  }
}

function outcomeByte(outcome: AttemptOutcome | undefined, isFinal: boolean | undefined): number {
  const finality = isFinal === undefined ? 0 : isFinal ? 2 : 1;
  return (outcome === undefined ? 0 : attemptOutcomes.indexOf(outcome) + 1) | (finality << 4);
}

function packNames(names: RunNames, at: number): void {
  const { jobId, bornAt, runId, slot, createdBy, attemptSpan, givenIn, backendJobId } = names;
  out.varint(
    (jobId !== undefined ? namePart.jobId : 0) |
      (bornAt !== undefined ? namePart.bornAt : 0) |
      (runId !== undefined ? namePart.runId : 0) |
      (slot !== undefined ? namePart.slot : 0) |
      (createdBy !== undefined ? namePart.createdBy : 0) |
      (attemptSpan !== undefined ? namePart.attemptSpan : 0) |
      (givenIn !== undefined ? namePart.givenIn : 0) |
      (givenIn?.isLoose ? namePart.givenLoosely : 0) |
      (backendJobId !== undefined ? namePart.backendJobId : 0),
  );
  if (jobId !== undefined) out.shared(jobId);
  if (bornAt !== undefined) out.moment(bornAt, at);
  if (runId !== undefined) out.shared(runId);
  if (slot !== undefined) {
    out.shared(slot.schedule);
    out.moment(slot.dueAt, at);
  }
  if (createdBy !== undefined) packSpan(createdBy);
  if (attemptSpan !== undefined) packSpan(attemptSpan);
  if (givenIn !== undefined) out.trace(givenIn.traceId);
  if (backendJobId !== undefined) out.shared(backendJobId);
}

function packFacts(facts: RunFacts, at: number): void {
  const { job, maxAttempts, dueAt, priority, schedule, version, tenant, correlation, payload } = facts;
  out.varint(
    (job !== undefined ? factPart.job : 0) |
      (maxAttempts !== undefined ? factPart.maxAttempts : 0) |
      (dueAt !== undefined ? factPart.dueAt : 0) |
      (priority !== undefined ? factPart.priority : 0) |
      (schedule !== undefined ? factPart.schedule : 0) |
      (version !== undefined ? factPart.version : 0) |
      (tenant !== undefined ? factPart.tenant : 0) |
      (correlation !== undefined ? factPart.correlation : 0) |
      (payload !== undefined ? factPart.payload : 0),
  );
  if (job !== undefined) out.shared(job);
  if (maxAttempts !== undefined) out.varint(maxAttempts);
  if (dueAt !== undefined) out.moment(dueAt, at);
  if (priority !== undefined) out.signed(priority);
  if (schedule !== undefined) out.shared(schedule);
  if (version !== undefined) out.shared(version);
  if (tenant !== undefined) out.shared(tenant);
  if (correlation !== undefined) {
    out.shared(correlation.id);
    out.varint(correlation.rank);
    out.shared(correlation.via);
  }
  if (payload !== undefined) out.text(JSON.stringify(payload));
}

function packError(error: RunError): void {
  const hasStack = error.stack !== undefined && error.stack !== null;
  out.byte((error.type === null ? 0 : 1) | (hasStack ? 2 : 0));
  if (error.type !== null) out.shared(error.type);
  out.shared(error.message);
  if (hasStack) out.shared(error.stack as string);
}

function packSpan(span: SpanRef): void {
  out.trace(span.traceId);
  out.span(span.spanId);
}

function packEdge(edge: EvidenceEdge): void {
  const kind = numberOfEdge(edge.kind);
  out.varint(kind);
  if (kind === 0) out.shared(edge.kind);
  const { to } = edge;
  if ('span' in to) {
    out.byte(targetTag.span);
    packSpan(to.span);
  } else if ('traceId' in to) {
    out.byte(targetTag.trace);
    out.trace(to.traceId);
  } else if ('job' in to) {
    out.byte(targetTag.job);
    out.shared(to.job.system);
    out.shared(to.job.queue);
    out.shared(to.job.jobId);
  } else if ('runId' in to) {
    out.byte(targetTag.run);
    out.shared(to.runId);
  } else {
    out.byte(targetTag.correlation);
    out.shared(to.correlationId);
  }
}

function haveSameNames(a: RunNames, b: RunNames): boolean {
  return (
    a.jobId === b.jobId &&
    a.bornAt === b.bornAt &&
    a.runId === b.runId &&
    a.slot?.schedule === b.slot?.schedule &&
    a.slot?.dueAt === b.slot?.dueAt &&
    a.backendJobId === b.backendJobId &&
    a.givenIn?.traceId === b.givenIn?.traceId &&
    a.givenIn?.isLoose === b.givenIn?.isLoose &&
    isSameSpan(a.createdBy, b.createdBy) &&
    isSameSpan(a.attemptSpan, b.attemptSpan)
  );
}

const isSameSpan = (a: SpanRef | undefined, b: SpanRef | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.spanId === b.spanId && a.traceId === b.traceId);
