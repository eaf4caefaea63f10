// Whether an item of evidence is in its normal form as it is: nearly every one is, and then need not be copied. Says no where it is not sure.
import {
  attemptOutcomes,
  clocks,
  type EdgeTarget,
  type Evidence,
  fidelities,
  type RunError,
  type RunFacts,
  type RunNames,
  type SpanRef,
} from '#lib/domain/evidence.ts';
import { hideSecrets } from '#lib/domain/hide-secrets.ts';

/** Attempt numbers are stored as int2, with room for lost attempts that are filled in. */
export const limits = {
  name: 256,
  message: 4096,
  stack: 16_384,
  edges: 32,
  payload: 8192,
  attempt: 30_000,
  maxAttempts: 1_000_000,
  moment: 2 ** 53 - 1,
  rank: 7,
  priority: 2 ** 31,
};

const known = {
  clocks: new Set<string>(clocks),
  fidelities: new Set<string>(fidelities),
  outcomes: new Set<string>(attemptOutcomes),
};

/** Whether `normalizeEvidence` would give the very same values; parts that are `undefined` count as absent. */
export function isNormal(item: Evidence): boolean {
  const { at, endAt, outcome, isFinal, error, facts, edges } = item;
  return (
    isMoment(at) &&
    isMoment(item.observedAt) &&
    (endAt === undefined || (isMoment(endAt) && endAt >= at)) &&
    isWord(item.environment) &&
    isName(item.source) &&
    isName(item.system) &&
    isName(item.queue) &&
    isName(item.id) &&
    known.clocks.has(item.atClock) &&
    known.fidelities.has(item.fidelity) &&
    (item.attempt === undefined || isWhole(item.attempt, 1, limits.attempt)) &&
    (outcome === undefined || known.outcomes.has(outcome)) &&
    (isFinal === undefined || isFinal === true || isFinal === false) &&
    isWordOrNone(item.worker) &&
    isSpanOrNone(item.spanRef) &&
    areNormalNames(item.names) &&
    (error === undefined || (error !== null && isNormalError(error))) &&
    (facts === undefined || (facts !== null && areNormalFacts(facts))) &&
    (edges === undefined ||
      (edges !== null && edges.length > 0 && edges.length <= limits.edges && edges.every(isNormalEdge)))
  );
}

function areNormalNames(names: RunNames): boolean {
  const { jobId, bornAt, backendJobId, givenIn, slot } = names;
  if (jobId === undefined) {
    if (bornAt !== undefined || backendJobId !== undefined || givenIn !== undefined) return false;
  } else if (!isWord(jobId)) return false;
  return (
    (bornAt === undefined || isMoment(bornAt)) &&
    isWordOrNone(backendJobId) &&
    (givenIn === undefined || (givenIn !== null && isHex(givenIn.traceId, 32) && givenIn.isLoose !== false)) &&
    isWordOrNone(names.runId) &&
    (slot === undefined || (slot !== null && isWord(slot.schedule) && isMoment(slot.dueAt))) &&
    isSpanOrNone(names.createdBy) &&
    isSpanOrNone(names.attemptSpan)
  );
}

/** A payload is put in order, so its facts are always copied. */
function areNormalFacts(facts: RunFacts): boolean {
  const { job, maxAttempts, dueAt, priority, schedule, version, tenant, correlation, payload } = facts;
  const isSome =
    job !== undefined ||
    correlation !== undefined ||
    maxAttempts !== undefined ||
    dueAt !== undefined ||
    priority !== undefined ||
    schedule !== undefined ||
    version !== undefined ||
    tenant !== undefined;
  return (
    isSome &&
    payload === undefined &&
    isWordOrNone(job) &&
    (maxAttempts === undefined || isWhole(maxAttempts, 1, limits.maxAttempts)) &&
    (dueAt === undefined || isMoment(dueAt)) &&
    (priority === undefined || isWhole(priority, -limits.priority, limits.priority)) &&
    isWordOrNone(schedule) &&
    isWordOrNone(version) &&
    isWordOrNone(tenant) &&
    (correlation === undefined ||
      (correlation !== null &&
        isWord(correlation.id) &&
        isWhole(correlation.rank, 1, limits.rank) &&
        isName(correlation.via)))
  );
}

function isNormalError({ type, message, stack }: RunError): boolean {
  return (
    (type === null || isWord(type)) &&
    isCleanText(message, limits.message) &&
    (stack === undefined || (stack !== null && stack !== '' && isCleanText(stack, limits.stack)))
  );
}

/** Error texts without secrets: programs fail in the same words again and again, and looking through those takes longer than knowing them. */
let cleanTexts = new Set<string>();
const mostCleanTexts = 128;

function isCleanText(value: string | undefined, most: number): boolean {
  if (typeof value !== 'string' || !isText(value, most)) return false;
  if (cleanTexts.has(value)) return true;
  if (hideSecrets(value) !== value) return false;
  if (cleanTexts.size >= mostCleanTexts) cleanTexts = new Set();
  cleanTexts.add(value);
  return true;
}

const isNormalEdge = ({ to }: { to: EdgeTarget }): boolean => {
  if ('span' in to) return isSpan(to.span);
  if ('traceId' in to) return isHex(to.traceId, 32);
  if ('job' in to) return isName(to.job.system) && isName(to.job.queue) && isName(to.job.jobId);
  return isName('runId' in to ? to.runId : to.correlationId);
};

const isSpan = (span: SpanRef): boolean => isHex(span.traceId, 32) && isHex(span.spanId, 16);
const isSpanOrNone = (span: SpanRef | null | undefined): boolean =>
  span === undefined || (span !== null && isSpan(span));

/** Lower-case digits, not all of them zero: W3C trace context calls that invalid. */
export function isHex(value: string, size: number): boolean {
  if (value.length !== size) return false;
  let isZero = true;
  for (let i = 0; i < size; i++) {
    const code = value.charCodeAt(i);
    if (code !== 48) isZero = false;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return !isZero;
}

const isMoment = (value: number): boolean => isWhole(value, 0, limits.moment);

/** Not −0 either, which is told as 0. */
const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most && (value !== 0 || Object.is(value, 0));

/** What is optional may be null at runtime: a collector read it from JSON. That is not normal. */
const isWord = (value: string | null): boolean => typeof value === 'string' && value !== '' && isName(value);
const isWordOrNone = (value: string | undefined): boolean => value === undefined || isWord(value);
const isName = (value: string): boolean => isPlain(value) || isText(value, limits.name);

const isText = (value: string, most: number): boolean =>
  value.length <= most && value.isWellFormed() && !value.includes('\0');

/** Short texts that are in their normal form already, as nearly all names are: no NUL, no surrogates. */
export function isPlain(value: string): boolean {
  if (value.length > mostPlain) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0 || code >= 0xd800) return false;
  }
  return true;
}

/** What is longer is looked through faster by the engine. */
const mostPlain = 64;
