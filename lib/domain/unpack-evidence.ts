// Bytes back to evidence: the inverse of pack-evidence.ts.
import { ByteReader } from '#lib/domain/byte-reader.ts';
import {
  type AttemptOutcome,
  attemptOutcomes,
  clocks,
  type EdgeTarget,
  type Evidence,
  type EvidenceEdge,
  type EvidenceKind,
  type Fidelity,
  fidelities,
  type RunError,
  type RunFacts,
  type RunNames,
  type SpanRef,
} from '#lib/domain/evidence.ts';
import {
  edgeOfNumber,
  factPart,
  forwardInRowVersion,
  isNewer,
  kindOfNumber,
  namePart,
  packedInRowVersion,
  packVersion,
  part,
  plainVersions,
  targetTag,
} from '#lib/domain/packed-layout.ts';
import { type RunWords, textsOf } from '#lib/domain/run-words.ts';
import { AppError } from '#lib/errors.ts';

/**
 * The items of a packed body, in its order. Kinds unknown to this version are kept as `unknown:<number>`.
 * Throws AppError('invalid_input') for a body that is cut short or of no version that there is, 'unavailable' for one of a newer version.
 */
export function unpackEvidence(body: Uint8Array): Evidence[] {
  const from = new ByteReader(body);
  const version = from.byte();
  from.isPlain = version === plainVersions.body;
  if (version !== packVersion && !from.isPlain) throw unknownVersion(version);
  return unpackItems(from, from.varint());
}

/** The same for evidence that was packed into the row of a run with these `words`. */
export function unpackEvidenceInRow(body: Uint8Array, words: RunWords): Evidence[] {
  const from = new ByteReader(body, textsOf(words), [words.traceId]);
  const version = from.byte();
  from.isPlain = version === plainVersions.inRow;
  if (version !== packedInRowVersion && version !== forwardInRowVersion && !from.isPlain) throw unknownVersion(version);
  const count = from.varint();
  if (version === packedInRowVersion) from.turn();
  return unpackItems(from, count);
}

const unknownVersion = (version: number): AppError =>
  isNewer(version)
    ? new AppError('unavailable', `Evidence of version ${version} was packed by a newer Signalbox, and is left to it.`)
    : new AppError('invalid_input', `Packed evidence of unknown version ${version}.`);

function unpackItems(from: ByteReader, count: number): Evidence[] {
  const items: Evidence[] = [];
  let last: Evidence | null = null;
  for (let i = 0; i < count; i++) {
    last = unpackItem(from, last);
    items.push(last);
  }
  if (!from.isAtEnd) throw new AppError('invalid_input', 'Packed evidence is followed by foreign bytes.');
  return items;
}

const idParts = part.idOfQueue | part.idOfSystem | part.idOfJob | part.idOfSpan | part.idOfMs;

function unpackItem(from: ByteReader, last: Evidence | null): Evidence {
  const parts = from.varint();
  const number = from.varint();
  const kind = number === 0 ? (from.shared() as EvidenceKind) : kindOfNumber(number);
  const witness = from.byte();
  const rest = (parts & idParts) === 0 ? from.text() : from.shared();
  const at = from.moment(last === null ? 0 : last.at);
  const observedAt = from.moment(at);
  const hasHeader = (parts & part.header) !== 0;
  if (last === null && (!hasHeader || (parts & part.names) === 0)) {
    throw new AppError('invalid_input', 'Packed evidence begins without a name.');
  }
  const item: Evidence = {
    environment: hasHeader ? from.shared() : (last as Evidence).environment,
    source: hasHeader ? from.shared() : (last as Evidence).source,
    system: hasHeader ? from.shared() : (last as Evidence).system,
    queue: hasHeader ? from.shared() : (last as Evidence).queue,
    names: (parts & part.names) !== 0 ? unpackNames(from, at) : (last as Evidence).names,
    id: rest,
    kind,
    at,
    atClock: clocks[witness & 15] ?? 'us',
    observedAt,
    fidelity: (fidelities[witness >> 4] ?? 'unknown') as Fidelity,
    // Written out, so that all items are of one kind and none is grown part by part.
    endAt: undefined,
    attempt: undefined,
    outcome: undefined,
    isFinal: undefined,
    spanRef: undefined,
    worker: undefined,
    error: undefined,
    facts: undefined,
    edges: undefined,
  };
  if ((parts & part.endAt) !== 0) item.endAt = from.moment(at);
  if ((parts & part.attempt) !== 0) item.attempt = from.varint();
  if ((parts & part.outcome) !== 0) {
    const byte = from.byte();
    if ((byte & 15) !== 0) item.outcome = (attemptOutcomes[(byte & 15) - 1] ?? 'unknown') as AttemptOutcome;
    if (byte >> 4 !== 0) item.isFinal = byte >> 4 === 2;
  }
  if ((parts & part.spanRef) !== 0) item.spanRef = unpackSpan(from);
  if ((parts & part.worker) !== 0) item.worker = from.shared();
  if ((parts & part.error) !== 0) item.error = unpackError(from);
  if ((parts & part.facts) !== 0) item.facts = unpackFacts(from, at);
  if ((parts & part.edges) !== 0) {
    const edges: EvidenceEdge[] = [];
    for (let left = from.varint(); left > 0; left--) edges.push(unpackEdge(from));
    item.edges = edges;
  }
  if ((parts & part.idOfSpan) !== 0) item.id = `${item.spanRef?.spanId}${rest}`;
  else if ((parts & part.idOfJob) !== 0) item.id = `${item.names.jobId}${rest}`;
  else if ((parts & part.idOfMs) !== 0) item.id = `${Math.floor(at / 1000)}${rest}`;
  if ((parts & part.idOfQueue) !== 0) item.id = `${item.system}:${item.queue}:${item.id}`;
  else if ((parts & part.idOfSystem) !== 0) item.id = `${item.system}:${item.id}`;
  return item;
}

function unpackNames(from: ByteReader, at: number): RunNames {
  const parts = from.varint();
  const names: RunNames = {};
  if ((parts & namePart.jobId) !== 0) names.jobId = from.shared();
  if ((parts & namePart.bornAt) !== 0) names.bornAt = from.moment(at);
  if ((parts & namePart.runId) !== 0) names.runId = from.shared();
  if ((parts & namePart.slot) !== 0) names.slot = { schedule: from.shared(), dueAt: from.moment(at) };
  if ((parts & namePart.createdBy) !== 0) names.createdBy = unpackSpan(from);
  if ((parts & namePart.attemptSpan) !== 0) names.attemptSpan = unpackSpan(from);
  if ((parts & namePart.givenIn) !== 0) {
    const traceId = from.trace();
    names.givenIn = (parts & namePart.givenLoosely) !== 0 ? { traceId, isLoose: true } : { traceId };
  }
  if ((parts & namePart.backendJobId) !== 0) names.backendJobId = from.shared();
  return names;
}

function unpackFacts(from: ByteReader, at: number): RunFacts {
  const parts = from.varint();
  const facts: RunFacts = {};
  if ((parts & factPart.job) !== 0) facts.job = from.shared();
  if ((parts & factPart.maxAttempts) !== 0) facts.maxAttempts = from.varint();
  if ((parts & factPart.dueAt) !== 0) facts.dueAt = from.moment(at);
  if ((parts & factPart.priority) !== 0) facts.priority = from.signed();
  if ((parts & factPart.schedule) !== 0) facts.schedule = from.shared();
  if ((parts & factPart.version) !== 0) facts.version = from.shared();
  if ((parts & factPart.tenant) !== 0) facts.tenant = from.shared();
  if ((parts & factPart.correlation) !== 0) {
    facts.correlation = { id: from.shared(), rank: from.varint(), via: from.shared() };
  }
  if ((parts & factPart.payload) !== 0) facts.payload = JSON.parse(from.text()) as NonNullable<RunFacts['payload']>;
  return facts;
}

function unpackError(from: ByteReader): RunError {
  const parts = from.byte();
  const error: RunError = { type: (parts & 1) !== 0 ? from.shared() : null, message: from.shared() };
  if ((parts & 2) !== 0) error.stack = from.shared();
  return error;
}

const unpackSpan = (from: ByteReader): SpanRef => ({ traceId: from.trace(), spanId: from.span() });

function unpackEdge(from: ByteReader): EvidenceEdge {
  const number = from.varint();
  const kind = number === 0 ? (from.shared() as EvidenceEdge['kind']) : edgeOfNumber(number);
  return { kind, to: unpackTarget(from) };
}

function unpackTarget(from: ByteReader): EdgeTarget {
  const tag = from.byte();
  switch (tag) {
    case targetTag.span:
      return { span: unpackSpan(from) };
    case targetTag.trace:
      return { traceId: from.trace() };
    case targetTag.job:
      return { job: { system: from.shared(), queue: from.shared(), jobId: from.shared() } };
    case targetTag.run:
      return { runId: from.shared() };
    case targetTag.correlation:
      return { correlationId: from.shared() };
    default:
      throw new AppError('invalid_input', `Packed evidence holds an edge to something unknown (${tag}).`);
  }
}
