// Who was refused, in the log: enough to see an attack, too little to fill a disk with it.
import { log } from '#lib/log.ts';

export interface RefusalLog {
  note(what: string, facts: Record<string, string>, nowMs: number): void;
}

/** Tells of at most `perMinute` refusals a minute, and with the next one after that how many were left out. */
export function createRefusalLog(say: (facts: object, what: string) => void, perMinute: number): RefusalLog {
  let minute = Number.NEGATIVE_INFINITY;
  let told = 0;
  let leftOut = 0;
  return {
    note(what, facts, nowMs) {
      if (nowMs - minute >= 60_000) [minute, told] = [nowMs, 0];
      if (told >= perMinute) {
        leftOut += 1;
        return;
      }
      told += 1;
      say(leftOut > 0 ? { ...facts, leftOut } : facts, what);
      leftOut = 0;
    },
  };
}

const slot = globalThis as typeof globalThis & { signalboxRefusals?: RefusalLog };

/** `facts`: never a password, token or address of a person; an actor, a route, a network address. */
export function noteRefusal(what: string, facts: Record<string, string>): void {
  slot.signalboxRefusals ??= createRefusalLog((told, text) => log.warn(told, text), 60);
  slot.signalboxRefusals.note(what, facts, Date.now());
}
