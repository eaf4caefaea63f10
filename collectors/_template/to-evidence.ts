// Stop 3: the backend's own records → evidence. Pure: no clock, no I/O, so that it can be tested with made-up records alone.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { factsFromPayload } from '#lib/watch/payload-facts.ts';

/** The folder's name. What other witnesses call this system, too: `system`, queue and job id together make a run. */
export const system = '_template';

/** One line of the log. Moments in milliseconds, by the clock of whoever wrote it. */
export interface LogEvent {
  /** Counts up in this log. */
  seq: number;
  at: number;
  event: 'added' | 'started' | 'succeeded' | 'failed';
  queue: string;
  id: string;
  /** `added` */
  job?: string;
  data?: unknown;
  dueAt?: number;
  maxAttempts?: number;
  /** The others: 1-based. */
  attempt?: number;
  /** `failed` */
  error?: { name: string; message: string };
  willRetry?: boolean;
}

/** `observedAt`: when the event was read, by our clock. */
export function eventToEvidence(event: LogEvent, source: SourceSettings, observedAt: Micros): Evidence[] {
  return partsOf(event, source).map((part, index) => ({
    environment: source.environment,
    source: source.name,
    system,
    queue: event.queue,
    names: { jobId: event.id },
    // From the origin, never from when it was read: reading a record again must add nothing.
    id: `${system}:${event.queue}:${event.seq}:${index}`,
    at: event.at * 1000,
    // Whose clock that was. `backend` if the server stamps it, `worker` if the client does, `us` if only we know when.
    atClock: 'backend',
    observedAt,
    // `reported`: it says so. `derived`: it follows from what it says. `inferred`: our best explanation.
    fidelity: 'reported',
    ...part,
  }));
}

type Part = Pick<Evidence, 'kind'> & Partial<Evidence>;

function partsOf(event: LogEvent, source: SourceSettings): Part[] {
  const { attempt, error } = event;
  switch (event.event) {
    case 'added': {
      const { correlation, createdBy, payload } = factsFromPayload(event.data, source);
      const names = createdBy ? { names: { jobId: event.id, createdBy } } : {};
      const facts = { job: event.job, maxAttempts: event.maxAttempts, correlation, payload };
      const created: Part = { kind: 'created', facts, ...names };
      if (event.dueAt === undefined) return [created];
      return [created, { kind: 'scheduled', facts: { dueAt: event.dueAt * 1000 } }];
    }
    case 'started':
      return [{ kind: 'started', attempt }];
    case 'succeeded':
      return [{ kind: 'ended', attempt, outcome: 'succeeded', isFinal: true }];
    case 'failed': {
      const told = error && { type: error.name, message: error.message };
      return [{ kind: 'ended', attempt, outcome: 'failed', isFinal: !event.willRetry, error: told }];
    }
    default:
      // Something newer than this collector: the rest of the log is still worth reading.
      return [];
  }
}
