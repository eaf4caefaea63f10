// How many live streams one principal may hold in this process. Each costs memory and a timer, and a browser holds one a tab.
import { AppError } from '#lib/errors.ts';

export const maxStreams = 40;
const slot = globalThis as typeof globalThis & { signalboxStreams?: Map<string, number> };

/** Takes one of `actor`'s streams; call what it answers when that ends. Throws AppError('too_busy') when all are taken. */
export function takeStream(actor: string): () => void {
  slot.signalboxStreams ??= new Map();
  const held = slot.signalboxStreams;
  const count = held.get(actor) ?? 0;
  if (count >= maxStreams)
    throw new AppError('too_busy', `You hold ${count} live streams already; close some.`, { retryAfterSeconds: 15 });
  held.set(actor, count + 1);
  let isGivenBack = false;
  return () => {
    if (isGivenBack) return;
    isGivenBack = true;
    const left = (held.get(actor) ?? 1) - 1;
    if (left > 0) held.set(actor, left);
    else held.delete(actor);
  };
}
