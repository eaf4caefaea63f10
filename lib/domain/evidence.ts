// Evidence: one observed fact about a run. Every door, poller and check-in ends here, and everything
// downstream knows only this shape. A run is a set of evidence; nothing here reads a clock or does I/O.

/** Moment as integer microseconds since the Unix epoch (below 2^53). */
export type Micros = number;

export const fidelities = ['reported', 'derived', 'inferred', 'unknown'] as const;
/** How a fact is known, best first. */
export type Fidelity = (typeof fidelities)[number];

export const clocks = ['backend', 'worker', 'us'] as const;
/** Whose clock a moment was read from, most trusted first. */
export type AtClock = (typeof clocks)[number];

export const evidenceKinds = [
  'created', //       the run came into being (enqueue)
  'scheduled', //     put aside until `facts.dueAt`
  'blocked', //       waits for other runs
  'queued', //        became ready to be taken
  'started', //       an attempt began
  'ended', //         an attempt ended with `outcome`
  'attempt', //       start and end in one (spans): `at`, `endAt`, `outcome`
  'released', //      an attempt gave the run back without failing
  'lost', //          a worker vanished mid-attempt
  'retry-planned', // another attempt will follow, at `facts.dueAt` if known
  'died', //          proof that no automatic attempt remains
  'cancelled',
  'discarded',
  'vanished', //      its record disappeared, outcome unknown
  'facts', //         nothing happened, but something is known
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const attemptOutcomes = ['succeeded', 'failed', 'released', 'lost', 'unknown'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** Lower-case hex ids of a span, 32 and 16 characters. */
export interface SpanRef {
  traceId: string;
  spanId: string;
}

export interface RunError {
  type: string | null;
  message: string;
  stack?: string | null;
}

/**
 * The names under which a run is known to one witness; a run has few (EVIDENCE.md, "A run has few names").
 * `jobId` wins over everything but `runId`; `createdBy` is an alias only when neither is there, else an edge.
 */
export interface RunNames {
  /** The backend's own id of the job, unique within (environment, system, queue) and birth. */
  jobId?: string;
  /**
   * When that job id was created, by the backend's clock, if this witness knows it: tells re-used ids apart. Every witness of
   * one source must read it from one and the same field of the backend's record, to the microsecond, or leave it out.
   */
  bornAt?: Micros;
  /** The id by which the queue's own library knows the job, where `jobId` is that of a layer above it, in the same system and queue. */
  backendJobId?: string;
  /**
   * The trace in which `jobId` was given out, where a library carries it to all that happens to the job: tells re-used ids apart for
   * witnesses that know no birth, or know it only about. `isLoose`: the context may have been lost on the way, so the job id alone counts as well.
   */
  givenIn?: { traceId: string; isLoose?: boolean };
  /** A globally unique run id given by the library: Temporal, Trigger.dev, Inngest, Kubernetes job uid, check-in rid. */
  runId?: string;
  /** Schedule and due time, for schedules whose runs have no other id. */
  slot?: { schedule: string; dueAt: Micros };
  /** The producer span that enqueued the run. */
  createdBy?: SpanRef;
  /** The span of one attempt: used only when nothing else is known. */
  attemptSpan?: SpanRef;
}

/** Things that are simply true of a run. Absent = this witness does not know. */
export interface RunFacts {
  job?: string;
  maxAttempts?: number;
  dueAt?: Micros;
  priority?: number;
  schedule?: string;
  version?: string;
  tenant?: string;
  /** 1 (set by the user on purpose) … 7 (the run's own id): `reference/otel.md` section 4. `via` says where it was read. */
  correlation?: { id: string; rank: number; via: string };
  /** Payload fields that the operator allow-listed, already redacted. */
  payload?: Record<string, string | number | boolean | null>;
}

export const edgeKinds = [
  'parent', //           span parent of another run's attempt
  'link', //             span link
  'created-by', //       the producer span
  'attempt-span', //     a span that is one of this run's attempts
  'trace', //            takes part in this trace
  'same-job', //
  'parent-job', //       flow parent
  'slot', //             schedule slot
  'dead-letter-of', //
  'replay-of', //
  'correlation', //      carries this correlation value
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** What the other end of an edge is called. A job is named as in `RunNames`, with its system and queue. */
export type EdgeTarget =
  | { span: SpanRef }
  | { traceId: string }
  | { job: { system: string; queue: string; jobId: string } }
  | { runId: string }
  | { correlationId: string };

export interface EvidenceEdge {
  kind: EdgeKind;
  to: EdgeTarget;
}

/** One observed fact, with the run it is about. Produced by pure functions in dialects and collectors. */
export interface Evidence {
  // whom it is about
  environment: string;
  /** Name of the observed system: a configured source, or the OTLP service. */
  source: string;
  system: string;
  queue: string;
  names: RunNames;
  // what was observed
  /** Deterministic from the origin (stream id, outbox sequence, `spanId:role`, `jobId:state:time`): hearing it again adds nothing. */
  id: string;
  kind: EvidenceKind;
  /**
   * By `atClock`. Where a backend's clock is coarse but its log has an order (a stream id's sequence number), add the order as
   * microseconds below the tick, so that begin and end of a fast run do not change places.
   */
  at: Micros;
  /** Only for kind `attempt`: when it ended. */
  endAt?: Micros;
  atClock: AtClock;
  observedAt: Micros;
  fidelity: Fidelity;
  /**
   * 1-based attempt number where the witness knows it, in the backend's count of attempts *made*, this one included: BullMQ
   * `atm` + 1 at a start and `atm` at an end (never `ats`, which counts stalled starts too); pg-boss `retry_count` + 1. All
   * witnesses of a system must count alike; leave it out rather than guess. Executions that were lost or given back may share a
   * number with the next one: `lost` and `released` tell them apart.
   */
  attempt?: number;
  /** For `ended` and `attempt`. */
  outcome?: AttemptOutcome;
  /** For `ended` and `attempt`: true = no attempt follows, false = another will, absent = not known. */
  isFinal?: boolean;
  spanRef?: SpanRef;
  worker?: string;
  error?: RunError;
  facts?: RunFacts;
  edges?: EvidenceEdge[];
}
