// LISTEN on a connection of its own, which comes back by itself. A notification that was missed while it was away does no harm: whoever
// waits looks from time to time anyway.
import pg from 'pg';

export interface Listener {
  /** Resolves at the next notification (at once if one came since the last call), after `ms`, or when `signal` aborts. */
  next(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const reconnectMs = 1_000;

/** Listens on `channels` until closed. `onMessage` gets every payload. */
export function createListener(
  url: string,
  channels: readonly string[],
  onMessage?: (channel: string, payload: string) => void,
): Listener {
  let client: pg.Client | null = null;
  let isClosed = false;
  let isRung = false;
  let wake: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  const ring = (): void => {
    isRung = true;
    wake?.();
  };
  const connect = async (): Promise<void> => {
    if (isClosed) return;
    const next = new pg.Client({ connectionString: url, application_name: 'signalbox listen', keepAlive: true });
    const again = (): void => {
      if (client === next) client = null;
      if (isClosed) return;
      clearTimeout(timer);
      timer = setTimeout(connect, reconnectMs);
    };
    next.on('error', () => {});
    next.on('end', again);
    next.on('notification', (message) => {
      onMessage?.(message.channel, message.payload ?? '');
      ring();
    });
    try {
      await next.connect();
      client = next;
      for (const channel of channels) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (isClosed) await next.end();
      // Something may have been said before we listened.
      ring();
    } catch {
      await next.end().catch(() => {});
      again();
    }
  };
  void connect();
  return {
    next(ms, signal) {
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(limit);
          signal.removeEventListener('abort', done);
          wake = null;
          isRung = false;
          resolve();
        };
        const limit = setTimeout(done, Math.max(0, ms));
        if (isRung || signal.aborted) return done();
        wake = done;
        signal.addEventListener('abort', done, { once: true });
      });
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      wake?.();
      await client?.end().catch(() => {});
    },
  };
}
