// Stop 3 for Redis lists: where each message was at the last reading and where it is now → evidence. Pure. Redis keeps no time and no
// history of a list: every moment is that of a reading, and all but a message's being there is inferred.
import { hash } from 'node:crypto';
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { factsFromPayload, idAt, valueAt } from '#lib/watch/payload-facts.ts';

export const system = 'redis-list';

export type Place = 'queue' | 'processing' | 'dead';

/** One queue's messages, read together in one transaction. */
export interface ListReading {
  queue: string;
  waiting: readonly string[];
  processing: readonly string[] | null;
  /** The newest of them. */
  dead: readonly string[];
  /** The waiting list was read to its end. */
  isWhole: boolean;
  isProcessingWhole: boolean;
  isDeadWhole: boolean;
  now: Micros;
}

/** Message id → place, attempt, when it was first seen: as kept in the cursor. */
export type ListState = Record<string, [place: Place, attempt: number, firstSeenUs: Micros]>;

interface Message {
  id: string;
  place: Place;
  attempt: number | null;
  data: unknown;
}

const mostKept = 5_000;
/** A longer message is not read into, only told from others. */
export const longestMessage = 1_000_000;

/** `before`: null on the first reading. */
export function readingToEvidence(
  reading: ListReading,
  before: ListState | null,
  source: SourceSettings,
  pointers: { id: string; attempt: string },
  observedAt: Micros,
): { evidence: Evidence[]; state: ListState } {
  const { queue, now } = reading;
  const evidence: Evidence[] = [];
  const state: ListState = {};
  const messages = messagesOf(reading, pointers);
  const known = before ?? {};
  // Among the dead letters that were read is one that was known: so all that came since were read.
  const isEveryDeathSeen =
    reading.isDeadWhole ||
    [...messages.values()].some(({ id, place }) => place === 'dead' && known[id]?.[0] === 'dead');
  for (const message of messages.values()) {
    const last = known[message.id];
    const attempt = message.attempt ?? attemptAfter(last, message.place);
    const firstSeenUs = last?.[2] ?? now;
    state[message.id] = [message.place, attempt, firstSeenUs];
    const tell = teller(message.id, firstSeenUs);
    if (!last) {
      const { correlation, createdBy, payload } = factsFromPayload(message.data, source);
      // That it is there is certain; when it came is known to the time since the reading before, by which both ends of a wait are late alike.
      const names = { jobId: message.id, bornAt: undefined, createdBy };
      // First seen when somebody works on it already, or when watching begins: how long it had waited is not known.
      const kind = message.place === 'queue' && before !== null ? 'created' : 'facts';
      tell('created', { kind, names, facts: { correlation, payload }, fidelity: 'inferred' });
    }
    const [wasAt, wasAttempt] = last ?? ['queue', attempt];
    if (attempt > wasAttempt) fail(message.id, firstSeenUs, wasAttempt, false);
    if (message.place === 'processing' && (wasAt !== 'processing' || attempt > wasAttempt)) {
      tell(`started:${attempt}`, { kind: 'started', attempt });
    }
    if (message.place === 'queue' && wasAt !== 'queue') {
      tell(`queued:${attempt}`, { kind: 'queued' });
      if (attempt === wasAttempt) fail(message.id, firstSeenUs, wasAttempt, false);
    }
    if (message.place === 'dead' && wasAt !== 'dead') fail(message.id, firstSeenUs, attempt, true);
  }
  for (const [id, [place, attempt, firstSeenUs]] of Object.entries(known)) {
    if (messages.has(id)) continue;
    // It may be where we did not look.
    if (place !== 'dead' && (!reading.isProcessingWhole || (place === 'queue' && !reading.isWhole))) {
      state[id] = [place, attempt, firstSeenUs];
      continue;
    }
    leave(id, place, attempt, firstSeenUs);
  }
  return { evidence, state: Object.fromEntries(Object.entries(state).slice(-mostKept)) };

  function teller(jobId: string, firstSeenUs: Micros) {
    return (what: string, part: Pick<Evidence, 'kind'> & Partial<Evidence>): void => {
      evidence.push({
        environment: source.environment,
        source: source.name,
        system,
        queue,
        names: { jobId },
        id: `${system}:${queue}:${jobId}:${firstSeenUs}:${what}`,
        at: now,
        atClock: 'backend',
        observedAt,
        fidelity: 'inferred',
        ...part,
      });
    };
  }

  function fail(id: string, firstSeenUs: Micros, attempt: number, isFinal: boolean): void {
    teller(id, firstSeenUs)(`failed:${attempt}`, { kind: 'ended', attempt, outcome: 'failed', isFinal });
  }

  /** Gone from every list: done, as far as anybody can tell. Dropped from the dead letters is nobody's success. */
  function leave(id: string, place: Place, attempt: number, firstSeenUs: Micros): void {
    const tell = teller(id, firstSeenUs);
    if (place === 'dead') return;
    if ((place === 'queue' && reading.processing === null) || !isEveryDeathSeen) {
      // Popped, with no list of what is being worked on, or perhaps among dead letters that were not read: how it went cannot be seen.
      tell(`taken:${attempt}`, { kind: 'ended', attempt, outcome: 'unknown' });
      return;
    }
    tell(`done:${attempt}`, { kind: 'ended', attempt, outcome: 'succeeded', isFinal: true });
  }
}

/** Without a number in the message, each return from processing to the queue counts. */
function attemptAfter(last: ListState[string] | undefined, place: Place): number {
  if (!last) return 1;
  const [wasAt, attempt] = last;
  return wasAt === 'processing' && place === 'queue' ? attempt + 1 : attempt;
}

/** By id; a message that is in several lists (being put back) is where it was furthest. */
function messagesOf(reading: ListReading, pointers: { id: string; attempt: string }): Map<string, Message> {
  const messages = new Map<string, Message>();
  const take = (list: readonly string[], place: Place): void => {
    const seen = new Map<string, number>();
    for (const text of list) {
      const data = parse(text);
      const count = (seen.get(text) ?? 0) + 1;
      seen.set(text, count);
      // Equal messages without an id are told apart by their number.
      const id = idAt(data, pointers.id) ?? `${hash('sha256', text).slice(0, 32)}${count > 1 ? `:${count}` : ''}`;
      const attempt = Number(valueAt(data, pointers.attempt));
      messages.set(id, { id, place, attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : null, data });
    }
  };
  take(reading.waiting, 'queue');
  take(reading.processing ?? [], 'processing');
  take(reading.dead, 'dead');
  return messages;
}

function parse(text: string): unknown {
  if (text.length > longestMessage) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
