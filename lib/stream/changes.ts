// One LISTEN connection per web process, shared by every open stream.
import type { StreamEvent } from '#lib/contracts/stream-event.ts';
import { createListener, type Listener } from '#lib/db/listen.ts';
import { AppError } from '#lib/errors.ts';
import { readChange } from './read-change.ts';

type Hear = (event: StreamEvent) => void;
const slot = globalThis as typeof globalThis & {
  signalboxChanges?: { hearers: Set<Hear>; listener: Listener };
};

/** More streams than this from one process would starve it. */
export const maxStreams = 500;

/** Calls `hear` for every change from now on, until the returned function is called. Throws `too_busy` above the cap. */
export function onChange(hear: Hear): () => void {
  const url = process.env.DATABASE_URL;
  if (!url) throw new AppError('unavailable', 'DATABASE_URL is not set: start with npm start');
  if (!slot.signalboxChanges) {
    const hearers = new Set<Hear>();
    const listener = createListener(url, ['signalbox_changes'], (_channel, payload) => {
      const event = readChange(payload);
      if (event) for (const one of hearers) one(event);
    });
    slot.signalboxChanges = { hearers, listener };
  }
  const shared = slot.signalboxChanges;
  if (shared.hearers.size >= maxStreams) throw new AppError('too_busy', 'Too many live streams are open.');
  shared.hearers.add(hear);
  return () => {
    shared.hearers.delete(hear);
    if (shared.hearers.size > 0 || slot.signalboxChanges !== shared) return;
    slot.signalboxChanges = undefined;
    void shared.listener.close();
  };
}
