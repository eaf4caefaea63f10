// The contract of a collector: a folder under `collectors/` that watches one kind of backend without touching it.
// Reading and acting are separate, with separate credentials. Reference: ARCHITECTURE.md, "The way of a fact".
import type * as z from 'zod';
import type { Evidence, Fidelity, Micros } from '#lib/domain/evidence.ts';

/** How strongly a backend can be observed; shown to the user, never hidden. */
export type Guarantee = 'log' | 'log-bounded' | 'outbox' | 'poll-diff' | 'aggregate' | 'push' | 'none';

/** One setting of a source as a form asks for it. What a value must be like is said by the collector's `configSchema`. */
export interface SettingField {
  /** Key in `config`. */
  name: string;
  label: string;
  hint: string;
  placeholder?: string;
  isRequired?: boolean;
  /** `words`: names, one a line. `rows`: objects with `columns`, one a line. `secret`: goes in and never comes out. */
  kind: 'url' | 'secret' | 'text' | 'number' | 'words' | 'rows';
  columns?: readonly { name: string; label: string; isRequired?: boolean }[];
}

export interface CollectorManifest {
  /** The system's name: `bullmq`, `pg-boss`. */
  kind: string;
  title: string;
  versions: string;
  /** True when every witness of this system knows the queue: derive shards may then split by queue. */
  everyWitnessKnowsQueue: boolean;
  capabilities: {
    discoverQueues: boolean;
    snapshot: {
      guarantee: Guarantee;
      exact: boolean;
      oldestAge: 'exact' | 'head' | 'approx' | 'none';
      deadLetters: 'native' | 'queue' | 'state' | 'none';
    };
    transitions: {
      guarantee: Guarantee;
      attempts: 'reported' | 'derived' | 'none';
      payload: boolean;
      backfill: boolean;
    };
    /** How a run's moments are known, and of which attempts the errors; absent = it depends on the sender. */
    moments?: { enqueued: Fidelity; started: Fidelity; ended: Fidelity; errors: 'each' | 'last' | 'none' };
    schedules: { guarantee: Guarantee; expression: boolean; nextRun: boolean; lastRun: boolean };
    workers: { guarantee: Guarantee; perQueue: boolean };
    actions: Partial<
      Record<string, { scope: 'job' | 'queue' | 'bulk' | 'schedule'; isAtomic: boolean; caveats: string[] }>
    >;
  };
  cost: {
    unit: 'command' | 'query' | 'request';
    isBilled: boolean;
    defaultIntervalMs: number;
    minIntervalMs: number;
    /**
     * What one reading takes: so many units for each queue, and for each filled cell of its row in the settings; absent = it depends on what is
     * found. `queues`: the setting that names the queues.
     */
    perRead?: { queues: string; units: number; cells?: Readonly<Record<string, number>> };
    /** Vendors that bill each unit, told by the connection's URL (a regular expression): there it is read less often, unless somebody says so. */
    billedAt?: { url: string; vendor: string; defaultIntervalMs: number };
  };
  settings: readonly SettingField[];
}

type Capabilities = CollectorManifest['capabilities'];
/** What one backend was found to tell, where that differs from its kind's manifest: by its version, its tables, or the rights given. */
export type Found = {
  [Part in 'snapshot' | 'transitions' | 'moments' | 'schedules' | 'workers']?: Partial<Capabilities[Part]>;
};

/** A configured source as stored and as declared in `signalbox.yaml`. */
export interface SourceSettings<Config = unknown> {
  name: string;
  kind: string;
  environment: string;
  config: Config;
  pollMs: number;
  correlation: { pointers: string[] };
  payload: { allow: string[]; redact: string[] };
}

/** Depth and age of one queue at one moment. null = this backend cannot tell; never zero for unknown. */
export interface QueueSample {
  queue: string;
  at: Micros;
  queued: number | null;
  scheduled: number | null;
  running: number | null;
  retrying: number | null;
  blocked: number | null;
  dead: number | null;
  /** Age in ms of the oldest run that could be taken but was not. */
  oldestWaitingMs: number | null;
  workers: number | null;
  isPaused: boolean | null;
}

/** A stretch in which the source may have hidden facts from us. */
export interface Gap {
  queue: string;
  from: Micros;
  to: Micros;
  /** Exact count, or null when it cannot be known. */
  lost: number | null;
  cause: 'trimmed' | 'retention' | 'reset' | 'collector-down' | 'poll-interval';
}

/** Opaque, versioned JSON, committed in the same transaction as the evidence it covers. */
export type Cursor = Record<string, unknown> | null;

export interface Batch {
  evidence: Evidence[];
  samples: QueueSample[];
  gaps: Gap[];
  next: Cursor;
  /** More is ready now: poll again without waiting. */
  hasMore: boolean;
  /** Before the next reading wait at least so long, whatever the source's interval: this one cost the backend much of its time. */
  restMs?: number;
  /** Depths are measured again after so long at the earliest, where that is later than the next reading. */
  sampleRestMs?: number;
  /** Backend clock minus ours, in ms; null = unknown. */
  clockOffsetMs: number | null;
  /** What cannot be seen now, in words with a remedy, in place of what the probe said; absent = as the probe said. */
  missing?: string[];
  /** Likewise. */
  found?: Found;
}

export interface ProbeResult {
  isOk: boolean;
  server: string | null;
  library: string | null;
  /** What the credentials cannot do, in words with a remedy. */
  missing: string[];
  /** What it was found to tell, where that differs from the manifest. */
  found?: Found;
  clockOffsetMs: number | null;
  message: string;
}

export interface ScheduleFact {
  name: string;
  queue: string;
  job: string | null;
  expression: string | null;
  everyMs: number | null;
  timeZone: string | null;
  nextDueAt: Micros | null;
}

export interface WorkerFact {
  name: string;
  queue: string | null;
  seenAt: Micros;
}

/** An open connection to one source. Every call takes a signal and is free of side effects on the backend. */
export interface Reader {
  probe(signal: AbortSignal): Promise<ProbeResult>;
  /** Reads on from the cursor: transitions since then and, on its own cadence, samples. At most about `maxItems` pieces of evidence. */
  poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch>;
  schedules?(signal: AbortSignal): Promise<ScheduleFact[]>;
  workers?(signal: AbortSignal): Promise<WorkerFact[]>;
  close(): Promise<void>;
}

export interface Collector<Config = unknown> {
  manifest: CollectorManifest;
  configSchema: z.ZodType<Config>;
  open(source: SourceSettings<Config>): Promise<Reader>;
}
