// What a kind of backend can tell and how surely, in words: pure.

import { formatMs } from '#app/_ui/format/duration.ts';
import type { Tone } from '#app/_ui/tone.ts';
import type { CollectorManifest, Guarantee } from '#lib/collector.ts';
import type { Fidelity } from '#lib/domain/evidence.ts';

type Capabilities = CollectorManifest['capabilities'];

export interface Capability {
  name: string;
  /** How surely: round for all of it, a diamond for part, a dashed ring for none. */
  tone: Tone;
  text: string;
}

const guarantees: Record<Guarantee, { tone: Tone; text: string }> = {
  log: { tone: 'ok', text: 'every step, from its own log' },
  'log-bounded': { tone: 'warn', text: 'every step, as far back as its log goes' },
  outbox: { tone: 'ok', text: 'every step, from an outbox' },
  push: { tone: 'ok', text: 'every step, told by the backend' },
  'poll-diff': { tone: 'warn', text: 'what differs between two reads' },
  aggregate: { tone: 'warn', text: 'counts only' },
  none: { tone: 'unknown', text: 'not told' },
};

const told = (isTold: boolean, text: string): Omit<Capability, 'name'> =>
  isTold ? { tone: 'ok', text } : { tone: 'unknown', text: 'not told' };

const ages: Record<CollectorManifest['capabilities']['snapshot']['oldestAge'], Omit<Capability, 'name'>> = {
  exact: { tone: 'ok', text: 'exact' },
  head: { tone: 'warn', text: 'of the job at the head' },
  approx: { tone: 'warn', text: 'about, since it was first seen' },
  none: { tone: 'unknown', text: 'not told' },
};
const deadLetters: Record<CollectorManifest['capabilities']['snapshot']['deadLetters'], Omit<Capability, 'name'>> = {
  native: { tone: 'ok', text: 'a dead-letter queue of its own' },
  queue: { tone: 'ok', text: 'a queue named for it' },
  state: { tone: 'ok', text: 'jobs in a failed state' },
  none: { tone: 'unknown', text: 'not told' },
};
const attempts: Record<CollectorManifest['capabilities']['transitions']['attempts'], Omit<Capability, 'name'>> = {
  reported: { tone: 'ok', text: 'each, reported' },
  derived: { tone: 'warn', text: 'derived from counters' },
  none: { tone: 'unknown', text: 'not told' },
};

const errors: Record<NonNullable<Capabilities['moments']>['errors'], Omit<Capability, 'name'>> = {
  each: { tone: 'ok', text: 'of every attempt' },
  last: { tone: 'warn', text: 'of the last attempt that was seen' },
  none: { tone: 'unknown', text: 'not told' },
};

/** `withinMs`: time between two reads, which is what is between a moment and when it is seen; null = not said. */
function moment(fidelity: Fidelity, withinMs: number | null): Omit<Capability, 'name'> {
  if (fidelity === 'unknown') return { tone: 'unknown', text: 'not told' };
  if (fidelity !== 'inferred') return { tone: 'ok', text: fidelity };
  return {
    tone: 'warn',
    text: `inferred, within ${withinMs === null ? 'the time between two reads' : formatMs(withinMs)}`,
  };
}

export function capabilitiesOf(
  { discoverQueues, snapshot, transitions, moments, schedules, workers }: Capabilities,
  withinMs: number | null = null,
): Capability[] {
  return [
    { name: 'Runs', ...guarantees[transitions.guarantee] },
    ...(moments
      ? [
          { name: 'Enqueued at', ...moment(moments.enqueued, withinMs) },
          { name: 'Started at', ...moment(moments.started, withinMs) },
          { name: 'Ended at', ...moment(moments.ended, withinMs) },
        ]
      : []),
    { name: 'Attempts', ...attempts[transitions.attempts] },
    ...(moments ? [{ name: 'Errors', ...errors[moments.errors] }] : []),
    { name: 'History before watching', ...told(transitions.backfill, 'what the backend still keeps') },
    { name: 'Payload', ...told(transitions.payload, 'fields that you allow') },
    {
      name: 'Queues',
      ...(discoverQueues
        ? { tone: 'ok' as const, text: 'found by themselves' }
        : { tone: 'warn' as const, text: 'those you name' }),
    },
    {
      name: 'Depth',
      ...(snapshot.exact
        ? { tone: 'ok' as const, text: 'exact at each read' }
        : { tone: 'warn' as const, text: 'about' }),
    },
    { name: 'Oldest waiting', ...ages[snapshot.oldestAge] },
    { name: 'Dead letters', ...deadLetters[snapshot.deadLetters] },
    {
      name: 'Schedules',
      ...told(schedules.guarantee !== 'none', schedules.expression ? 'with their rhythm' : 'their runs'),
    },
    { name: 'Workers', ...told(workers.guarantee !== 'none', workers.perQueue ? 'by queue' : 'all together') },
  ];
}
