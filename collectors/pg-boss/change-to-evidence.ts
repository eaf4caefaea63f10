// Stop 3: a change that the outbox noted → evidence. Pure. A change carries the row as it was written, so what a row tells is told; and
// it knows the moment of a failure, which pg-boss itself does not store.
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { JobChange } from './select-changes.ts';
import { errorOf, goneToEvidence, jobToEvidence, system } from './to-evidence.ts';

/** `observedAt`: when the outbox was read, by our clock. */
export function changeToEvidence(change: JobChange, source: SourceSettings, observedAt: Micros): Evidence[] {
  const { row, op, at } = change;
  if (op === 'DELETE') return change.isReplaced || isOver(row.state) ? [] : [deleted(change, source, observedAt)];
  const told = jobToEvidence(row, source, observedAt, at);
  if (row.state !== 'retry' || row.startedOn === null) return told;
  const failed: Evidence = {
    environment: source.environment,
    source: source.name,
    system,
    queue: row.name,
    names: { jobId: row.id, bornAt: row.createdOn },
    id: `${system}:${row.id}:failed:${row.retryCount + 1}`,
    kind: 'ended',
    at,
    atClock: 'backend',
    observedAt,
    fidelity: 'reported',
    attempt: row.retryCount + 1,
    outcome: 'failed',
    isFinal: false,
    error: errorOf(row.output),
  };
  return [...told, failed];
}

const isOver = (state: string): boolean => state === 'completed' || state === 'cancelled' || state === 'failed';

/** A job that had not come to its end: its retention was over, or somebody deleted it. */
function deleted({ row, at }: JobChange, source: SourceSettings, observedAt: Micros): Evidence {
  return { ...goneToEvidence(row, source, observedAt, at), kind: 'discarded', at, fidelity: 'reported' };
}
