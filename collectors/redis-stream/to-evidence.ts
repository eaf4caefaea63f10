// Stop 3 for Redis streams: what changed for one consumer group between two readings → evidence. Pure. A group tells which entries were
// delivered, to whom and how often, and which of them are not acknowledged yet; when they were acknowledged is only known to the poll.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { factsFromPayload } from '#lib/watch/payload-facts.ts';

export const system = 'redis-stream';

export interface Entry {
  id: string;
  fields: Record<string, unknown>;
}

/** Not acknowledged. `startedAt`: of its latest delivery, by the server's clock. */
export interface Pending {
  id: string;
  consumer: string;
  deliveries: number;
  startedAt: Micros;
}

/** `delivered` was read first, `pending` after it: what had been delivered and is pending no more was acknowledged. */
export interface GroupReading {
  stream: string;
  group: string;
  /** The stream is watched through several groups: then one entry is several runs. */
  isOneOfMany: boolean;
  /** Last id delivered to the group. */
  delivered: string;
  pending: readonly Pending[];
  /** Entries added since the last reading. */
  added: readonly Entry[];
  now: Micros;
}

/** As kept in the cursor. */
export interface GroupState {
  /** Entries not delivered yet when last read. */
  waiting: string[];
  /** Entry → deliveries. */
  pending: Record<string, number>;
  /** Delivered up to here when it was first read: what was acknowledged of that is not told, nobody knows when it was. */
  old?: string;
}

export const timeOf = (id: string): Micros => Number(id.split('-')[0]) * 1000;

/** Whether one entry id comes before another, or is the same. */
export function isUpTo(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aSeq <= bSeq);
}

/** `before`: null on the first reading. */
export function readingToEvidence(
  reading: GroupReading,
  before: GroupState | null,
  source: SourceSettings,
  observedAt: Micros,
): { evidence: Evidence[]; state: GroupState } {
  const { stream, group, now } = reading;
  const pending = new Map(reading.pending.map((one) => [one.id, one]));
  const evidence: Evidence[] = [];
  const tell = (
    id: string,
    what: string,
    part: Pick<Evidence, 'kind' | 'at' | 'fidelity'> & Partial<Evidence>,
  ): void => {
    const jobId = reading.isOneOfMany ? `${group}:${id}` : id;
    evidence.push({
      environment: source.environment,
      source: source.name,
      system,
      queue: stream,
      names: { jobId, bornAt: timeOf(id) },
      id: `${system}:${stream}:${group}:${id}:${what}`,
      atClock: 'backend',
      observedAt,
      ...part,
    });
  };
  const start = ({ id, consumer, deliveries, startedAt }: Pending): void => {
    // Each delivery but the last came to nothing: a consumer was lost, or gave up without a word.
    for (let attempt = before?.pending[id] ?? 1; attempt < deliveries; attempt++) {
      tell(id, `lost:${attempt}`, { kind: 'lost', at: startedAt, fidelity: 'derived', attempt });
    }
    tell(id, `started:${deliveries}`, {
      kind: 'started',
      at: startedAt,
      fidelity: 'derived',
      attempt: deliveries,
      worker: consumer,
    });
  };
  const acknowledge = (id: string, attempt: number): void =>
    tell(id, 'acked', { kind: 'ended', at: now, fidelity: 'inferred', attempt, outcome: 'succeeded', isFinal: true });

  const old = before === null ? reading.delivered : before.old;
  const told = reading.added.filter(({ id }) => pending.has(id) || old === undefined || !isUpTo(id, old));
  for (const { id, fields } of told) {
    const { correlation, createdBy, payload } = factsFromPayload(fields, source);
    const names = { jobId: reading.isOneOfMany ? `${group}:${id}` : id, bornAt: timeOf(id), createdBy };
    const facts = { job: group, correlation, payload };
    tell(id, 'created', { kind: 'created', at: timeOf(id), fidelity: 'reported', names, facts });
  }
  const waiting: string[] = [];
  for (const id of [...(before?.waiting ?? []), ...told.map((entry) => entry.id)]) {
    if (pending.has(id)) continue;
    if (isUpTo(id, reading.delivered)) acknowledge(id, 1);
    else waiting.push(id);
  }
  for (const one of reading.pending) if (before?.pending[one.id] !== one.deliveries) start(one);
  for (const [id, deliveries] of Object.entries(before?.pending ?? {}))
    if (!pending.has(id)) acknowledge(id, deliveries);
  return {
    evidence,
    state: { waiting, pending: Object.fromEntries(reading.pending.map((one) => [one.id, one.deliveries])), old },
  };
}
