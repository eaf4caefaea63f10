// A run's names as 128-bit hashes (EVIDENCE.md, "A run has few names"), and the nodes that edges lead to. Hashes are stored:
// the strings that are hashed here must never change.
import { type EdgeTarget, type Evidence, edgeKinds, type Micros, type SpanRef } from '#lib/domain/evidence.ts';
import { createdByHash, givenHash, jobHash, knownJob, nameHash } from '#lib/domain/name-hash.ts';

/** Stored in `run_alias.kind`. */
export const aliasKinds = { job: 1, explicit: 2, slot: 3, createdBy: 4, attempt: 5, item: 6, given: 7 } as const;
export type AliasKind = (typeof aliasKinds)[keyof typeof aliasKinds];

/** A name under which evidence may arrive. */
export interface Alias {
  kind: AliasKind;
  /** 128 bits as 32 lower-case hex digits: usable as a Map key, `Buffer.from(hash, 'hex')` for the column. */
  hash: string;
  /** Only kind `job`: the birth that this item itself states (0 = it states none; then `births.ts` decides by time). */
  bornAt: Micros;
}

/**
 * The names that identify the run of this item, the best first: one, or two where an id is told apart
 * by the trace it was given in, or where two libraries each have an id for one job. A run id given by the library
 * stands instead of the job id; created-by and the attempt's span serve only where nothing better is known, since gluing runs
 * cannot be undone. An item without any name is a run of its own, by its id.
 */
export function aliasesOf(item: Evidence): readonly Alias[] {
  const { names } = item;
  if (names.runId) return [alias(aliasKinds.explicit, runName(item.environment, names.runId))];
  if (names.jobId) return jobAliasesOf(item, names.jobId);
  if (names.slot) {
    const { schedule, dueAt } = names.slot;
    return [alias(aliasKinds.slot, `slot\0${item.environment}\0${item.system}\0${schedule}\0${dueAt}`)];
  }
  if (names.createdBy) return [createdByAlias(item.environment, names.createdBy)];
  if (names.attemptSpan) {
    const { traceId, spanId } = names.attemptSpan;
    return [alias(aliasKinds.attempt, `attempt\0${item.environment}\0${traceId}\0${spanId}`)];
  }
  return [
    alias(aliasKinds.item, `item\0${item.environment}\0${item.system}\0${item.queue}\0${item.source}\0${item.id}`),
  ];
}

function jobAliasesOf(item: Evidence, jobId: string): readonly Alias[] {
  const { environment, system, queue, names } = item;
  const { givenIn, backendJobId } = names;
  const bornAt = names.bornAt ?? 0;
  const known = knownJob(environment, system, queue, jobId);
  if (!backendJobId && !givenIn) {
    if (known.aliases[0]?.bornAt !== bornAt) known.aliases = [{ kind: aliasKinds.job, hash: known.hash, bornAt }];
    return known.aliases;
  }
  const job: Alias = { kind: aliasKinds.job, hash: known.hash, bornAt };
  if (backendJobId) {
    return [job, { kind: aliasKinds.job, hash: jobHash(environment, system, queue, backendJobId), bornAt: 0 }];
  }
  if (!givenIn) return [job];
  const given: Alias = { kind: aliasKinds.given, hash: givenHash(known, item, jobId, givenIn.traceId), bornAt: 0 };
  // Of a re-used id, the trace says surely which job is meant; the id alone only as surely as clocks agree.
  return names.bornAt === undefined && !givenIn.isLoose ? [given] : [given, job];
}

/**
 * The created-by name that an item with a better name could claim for its run: weak, so attach what is known under it, and to
 * the least of the names that claim it. null when the item has no better name (then it is the item's own alias).
 */
export function createdByClaimOf(item: Evidence): Alias | null {
  const { createdBy, runId, jobId, slot } = item.names;
  if (!createdBy || !(runId || jobId || slot)) return null;
  return createdByAlias(item.environment, createdBy);
}

/** One row of `edge`, without the run. `kind` is the position in `edgeKinds`, `target` a node in hex. */
export interface StoredEdge {
  kind: number;
  target: string;
}

/** All edges one item states: its `edges`, and those that follow from its names, span and correlation. Without repeats. */
export function edgesOf(item: Evidence): StoredEdge[] {
  const edges = new Map<string, StoredEdge>();
  eachEdge(item, (kind, to) => {
    const target = edgeNodeOf(item.environment, to);
    edges.set(`${kind}${target}`, { kind, target });
  });
  return [...edges.values()];
}

/** Calls `visit` with the kind (its place in `edgeKinds`) and the other end of each edge that an item states, repeats included. */
export function eachEdge(item: Evidence, visit: (kind: number, to: EdgeTarget) => void): void {
  for (const { kind, to } of item.edges ?? []) {
    const number = edgeKinds.indexOf(kind);
    if (number >= 0) visit(number, to);
  }
  const { names, spanRef } = item;
  if (names.createdBy) visit(kinds.createdBy, { span: names.createdBy });
  const attemptSpan = names.attemptSpan ?? (isOfAttempt(item) ? spanRef : undefined);
  if (attemptSpan) visit(kinds.attemptSpan, { span: attemptSpan });
  if (spanRef) visit(kinds.trace, { traceId: spanRef.traceId });
  const correlation = item.facts?.correlation;
  if (correlation) visit(kinds.correlation, { correlationId: correlation.id });
}

const kinds = {
  createdBy: edgeKinds.indexOf('created-by'),
  attemptSpan: edgeKinds.indexOf('attempt-span'),
  trace: edgeKinds.indexOf('trace'),
  correlation: edgeKinds.indexOf('correlation'),
};

/** Columns of a run by which it is found. */
export interface OwnColumns {
  traceId: string | null;
  correlationId: string | null;
  /** The run takes part in that trace itself: it is found by it. */
  isInTrace: boolean;
}

/**
 * Whether a run is found from the other end of this edge without a row in `edge`, by its own columns: its correlation value, its trace, and
 * its producer's and attempts' spans in that trace, since whoever looks for a span looks for its trace as well.
 */
export function isOwnEdge(kind: number, to: EdgeTarget, own: OwnColumns): boolean {
  if ('correlationId' in to) return kind === kinds.correlation && to.correlationId === own.correlationId;
  if (!own.isInTrace) return false;
  if ('traceId' in to) return kind === kinds.trace && to.traceId === own.traceId;
  if ('span' in to) return (kind === kinds.createdBy || kind === kinds.attemptSpan) && to.span.traceId === own.traceId;
  return false;
}

/** An edge's other end as stored in `edge.target`, in hex: 01 trace(16) · 02 span(16+8) · 03 job or run name(16) · 04 correlation(16). */
export function edgeNodeOf(environment: string, target: EdgeTarget): string {
  if ('span' in target) return `02${target.span.traceId}${target.span.spanId}`;
  if ('traceId' in target) return `01${target.traceId}`;
  if ('job' in target) {
    const { system, queue, jobId } = target.job;
    return `03${jobHash(environment, system, queue, jobId)}`;
  }
  if ('runId' in target) return `03${nameHash(runName(environment, target.runId))}`;
  return `04${nameHash(`correlation\0${environment}\0${target.correlationId}`)}`;
}

/** The node under which others may name this run (`parent job`, `dead letter of`): its job or run name; null when it has neither. */
export function runNodeOf(item: Evidence): string | null {
  const { names } = item;
  if (names.runId) return edgeNodeOf(item.environment, { runId: names.runId });
  if (!names.jobId) return null;
  return edgeNodeOf(item.environment, { job: { system: item.system, queue: item.queue, jobId: names.jobId } });
}

const isOfAttempt = ({ kind }: Evidence): boolean => kind === 'attempt' || kind === 'started' || kind === 'ended';

const runName = (environment: string, runId: string): string => `run\0${environment}\0${runId}`;

const createdByAlias = (environment: string, span: SpanRef): Alias => ({
  kind: aliasKinds.createdBy,
  hash: createdByHash(environment, span),
  bornAt: 0,
});

const alias = (kind: AliasKind, name: string): Alias => ({ kind, hash: nameHash(name), bornAt: 0 });
