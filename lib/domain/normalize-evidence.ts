// One form for every item, before the first union and before packing: whole microseconds, well-formed bounded strings without
// NUL (Postgres cannot store it), lower-case span ids, no empty parts. Only so can the same fact, heard twice, be the same.
import { hash } from 'node:crypto';
import {
  attemptOutcomes,
  clocks,
  type EdgeTarget,
  type Evidence,
  type EvidenceEdge,
  fidelities,
  type Micros,
  type RunError,
  type RunFacts,
  type RunNames,
  type SpanRef,
} from '#lib/domain/evidence.ts';
import { hideSecrets } from '#lib/domain/hide-secrets.ts';
import { isHex, isNormal, isPlain, limits } from '#lib/domain/is-normal.ts';

/**
 * One item in its normal form: itself where it is so already, else a copy. Idempotent; never throws; a part that cannot be right is left out,
 * not guessed.
 */
export function normalizeEvidence(item: Evidence): Evidence {
  return isNormal(item) ? item : normalCopy(item);
}

/** A new object in the normal form, whatever the item's. */
export function normalCopy(item: Evidence): Evidence {
  const observedAt = moment(item.observedAt) ?? moment(item.at) ?? 0;
  const at = moment(item.at) ?? observedAt;
  const normal: Evidence = {
    environment: name(item.environment) || 'production',
    source: name(item.source),
    system: name(item.system),
    queue: name(item.queue),
    names: normalNames(item.names),
    id: name(item.id),
    kind: item.kind,
    at,
    atClock: clocks.includes(item.atClock) ? item.atClock : 'us',
    observedAt,
    fidelity: fidelities.includes(item.fidelity) ? item.fidelity : 'unknown',
    endAt: undefined,
    attempt: whole(item.attempt, 1, limits.attempt),
    outcome: undefined,
    isFinal: undefined,
    spanRef: normalSpan(item.spanRef),
    worker: word(item.worker),
    error: item.error ? normalError(item.error) : undefined,
    facts: item.facts ? normalFacts(item.facts) : undefined,
    edges: item.edges ? normalEdges(item.edges) : undefined,
  };
  const endAt = moment(item.endAt);
  if (endAt !== undefined) normal.endAt = Math.max(at, endAt);
  if (item.outcome != null) normal.outcome = attemptOutcomes.includes(item.outcome) ? item.outcome : 'unknown';
  if (typeof item.isFinal === 'boolean') normal.isFinal = item.isFinal;
  return normal;
}

function normalNames(from: RunNames): RunNames {
  const names: RunNames = {};
  const jobId = word(from.jobId);
  if (jobId) names.jobId = jobId;
  const bornAt = moment(from.bornAt);
  if (bornAt !== undefined && jobId) names.bornAt = bornAt;
  const backendJobId = word(from.backendJobId);
  if (backendJobId && jobId) names.backendJobId = backendJobId;
  const givenIn = from.givenIn && hexOf(from.givenIn.traceId, 32);
  if (givenIn !== undefined && jobId) {
    names.givenIn = from.givenIn?.isLoose === true ? { traceId: givenIn, isLoose: true } : { traceId: givenIn };
  }
  const runId = word(from.runId);
  if (runId) names.runId = runId;
  const schedule = word(from.slot?.schedule);
  const dueAt = moment(from.slot?.dueAt);
  if (schedule && dueAt !== undefined) names.slot = { schedule, dueAt };
  const createdBy = normalSpan(from.createdBy);
  if (createdBy) names.createdBy = createdBy;
  const attemptSpan = normalSpan(from.attemptSpan);
  if (attemptSpan) names.attemptSpan = attemptSpan;
  return names;
}

function normalFacts(from: RunFacts): RunFacts | undefined {
  const facts: RunFacts = {};
  const job = word(from.job);
  if (job) facts.job = job;
  const maxAttempts = whole(from.maxAttempts, 1, limits.maxAttempts);
  if (maxAttempts !== undefined) facts.maxAttempts = maxAttempts;
  const dueAt = moment(from.dueAt);
  if (dueAt !== undefined) facts.dueAt = dueAt;
  const priority = whole(from.priority, -limits.priority, limits.priority);
  if (priority !== undefined) facts.priority = priority;
  const schedule = word(from.schedule);
  if (schedule) facts.schedule = schedule;
  const version = word(from.version);
  if (version) facts.version = version;
  const tenant = word(from.tenant);
  if (tenant) facts.tenant = tenant;
  const { correlation } = from;
  const correlationId = word(correlation?.id);
  if (correlation && correlationId) {
    facts.correlation = {
      id: correlationId,
      rank: whole(correlation.rank, 1, limits.rank) ?? limits.rank,
      via: name(correlation.via ?? ''),
    };
  }
  const payload = from.payload ? normalPayload(from.payload) : undefined;
  if (payload) facts.payload = payload;
  return Object.keys(facts).length > 0 ? facts : undefined;
}

function normalPayload(from: NonNullable<RunFacts['payload']>): RunFacts['payload'] {
  const payload: NonNullable<RunFacts['payload']> = {};
  let size = 0;
  for (const key of Object.keys(from).sort()) {
    const value = from[key];
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) continue;
    const cleanKey = text(key, limits.name);
    const clean = typeof value === 'string' ? text(value, limits.message) : value === 0 ? 0 : value;
    size += cleanKey.length + String(clean).length;
    // `__proto__` would be assigned as a prototype, and could not be read back.
    if (size <= limits.payload && cleanKey !== '__proto__') payload[cleanKey] = clean;
  }
  return Object.keys(payload).length > 0 ? payload : undefined;
}

/** Errors are written by anybody: what is surely a secret in them is hidden. Cut again, because what hides may be longer. */
const openText = (value: string | null | undefined, limit: number): string =>
  text(hideSecrets(text(value ?? '', limit)), limit);

function normalError(from: RunError): RunError {
  const error: RunError = {
    type: word(from.type) ?? null,
    message: openText(from.message, limits.message),
  };
  const stack = openText(from.stack, limits.stack);
  if (stack) error.stack = stack;
  return error;
}

function normalEdges(from: readonly EvidenceEdge[]): EvidenceEdge[] | undefined {
  const edges: EvidenceEdge[] = [];
  for (const edge of from) {
    const to = normalTarget(edge.to);
    if (to && edges.length < limits.edges) edges.push({ kind: edge.kind, to });
  }
  return edges.length > 0 ? edges : undefined;
}

function normalTarget(to: EdgeTarget): EdgeTarget | undefined {
  if ('span' in to) {
    const span = normalSpan(to.span);
    return span && { span };
  }
  if ('traceId' in to) {
    const traceId = hexOf(to.traceId, 32);
    return traceId === undefined ? undefined : { traceId };
  }
  if ('job' in to) {
    return { job: { system: name(to.job.system), queue: name(to.job.queue), jobId: name(to.job.jobId) } };
  }
  if ('runId' in to) return { runId: name(to.runId) };
  return { correlationId: name(to.correlationId) };
}

function normalSpan(span: SpanRef | undefined): SpanRef | undefined {
  if (!span) return undefined;
  const traceId = hexOf(span.traceId, 32);
  const spanId = hexOf(span.spanId, 16);
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId } : undefined;
}

function hexOf(value: string, size: number): string | undefined {
  if (isHex(value, size)) return value;
  const lower = value.toLowerCase();
  return isHex(lower, size) ? lower : undefined;
}

const moment = (value: number | undefined): Micros | undefined => whole(value, 0, limits.moment);

function whole(value: number | undefined, least: number, most: number): number | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  const rounded = Math.round(value) + 0;
  return rounded < least ? (least === 1 ? undefined : least) : Math.min(rounded, most);
}

/** A short string whose identity matters: what is cut off is kept as a hash, so that two long names stay two. */
function name(value: string): string {
  if (isPlain(value)) return value;
  if (value.length <= limits.name) return text(value, limits.name);
  const clean = text(value, value.length);
  return `${text(clean, limits.name - 33)}~${hash('md5', clean)}`;
}

/** A name, or nothing where nothing is left of it. */
const word = (value: string | null | undefined): string | undefined => (value ? name(value) || undefined : undefined);

function text(value: string, most: number): string {
  const short = value.length > most ? value.slice(0, most) : value;
  const clean = short.isWellFormed() ? short : short.toWellFormed();
  return clean.includes('\0') ? clean.replaceAll('\0', '') : clean;
}
