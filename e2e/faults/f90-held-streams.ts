// F90: hundreds of live streams by one user, held open; they are capped, end with the session, and nobody else suffers.
import { probeApi } from './api-probe.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { makeUser, signIn } from './sessions.ts';
import { askUntil } from './stored-runs.ts';

const streams = isLong ? 2_000 : 200;
const cap = 40;

interface Held {
  status: number;
  isOpen: boolean;
}

function hold(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Held> {
  return fetch(`${url}/api/v1/stream`, { headers, signal }).then(
    (answer) => {
      const held: Held = { status: answer.status, isOpen: answer.status === 200 };
      const reader = answer.body?.getReader();
      void (async () => {
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
        held.isOpen = false;
      })().catch(() => {
        held.isOpen = false;
      });
      return held;
    },
    () => ({ status: 0, isOpen: false }),
  );
}

export const heldStreams: Fault = {
  id: 'F90',
  what: 'live streams without end, held open after signing out',
  async run(rig) {
    await makeUser(rig, 'sue@example.org', 'viewer');
    const { cookie } = await signIn(rig, 'sue@example.org');
    const stop = new AbortController();
    const probe = probeApi(rig);
    try {
      const held: Held[] = [];
      for (let begun = 0; begun < streams; begun += 50)
        held.push(...(await Promise.all(Array.from({ length: 50 }, () => hold(rig.url, { cookie }, stop.signal)))));
      const open = held.filter(({ isOpen }) => isOpen).length;
      const refused = held.filter(({ status }) => status === 429).length;
      await fetch(`${rig.url}/api/v1/session`, { method: 'DELETE', headers: { cookie, origin: rig.url } });
      const left = await askUntil(
        async () => held.filter(({ isOpen }) => isOpen).length,
        (count) => count === 0,
        60_000,
      );
      const others = await probe.stop();
      return {
        streams,
        open,
        refused,
        openAfterSignOut: left,
        ...others,
        pass: open > 0 && open <= cap && refused >= streams - cap && left === 0 && others.uiUnexplained === 0,
      };
    } finally {
      stop.abort();
      await probe.stop();
    }
  },
};
