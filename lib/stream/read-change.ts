// Notifications as stream events, and which of them a stream may hear. Pure.
import * as z from 'zod';
import { type StreamEvent, streamEvent } from '#lib/contracts/stream-event.ts';

const text = z.union([z.string(), z.number()]).transform(String);
const announced = z.object({ queueIds: z.array(text).optional() });

/** An event from a NOTIFY payload; null for one that is not ours or not understood. */
export function readChange(payload: string): StreamEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return null;
  }
  const ids = announced.safeParse(value);
  const merged = ids.success && typeof value === 'object' ? { ...value, ...ids.data } : value;
  const event = streamEvent.safeParse(merged);
  return event.success ? event.data : null;
}

export interface Audience {
  /** null = all. */
  environments: ReadonlySet<string> | null;
  /** null = all. */
  queueIds: ReadonlySet<string> | null;
}

/** The event as this audience may hear it; null when nothing of it concerns them. */
export function heardBy(event: StreamEvent, audience: Audience): StreamEvent | null {
  if (!('environment' in event)) return event;
  if (audience.environments && !audience.environments.has(event.environment)) return null;
  if (audience.queueIds === null || event.queueIds.length === 0) return event;
  const queueIds = event.queueIds.filter((id) => audience.queueIds?.has(id));
  return queueIds.length > 0 ? { ...event, queueIds } : null;
}
