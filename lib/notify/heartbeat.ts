// A sign of life to somebody outside, who notices when it stops: nobody can be told by a Signalbox that is dead.
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '#lib/log.ts';
import { guardedPost } from './guarded-post.ts';

const everyMs = 60_000;
const timeoutMs = 10_000;

interface HeartbeatOptions {
  url: string;
  allowHosts: readonly string[];
  /** Asked each time: nothing is sent while rules are not evaluated here. */
  isWell: () => boolean;
  everyMs?: number;
}

/** Posts to `url` every minute until `signal` fires. */
export async function beatUntil(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (options.isWell()) {
      await guardedPost(options.url, { headers: {}, body: '', allowHosts: options.allowHosts, timeoutMs }).then(
        ({ status }) => void (status < 300 || log.warn({ status }, 'The heartbeat was not taken.')),
        (error) => log.warn({ err: error }, 'The heartbeat could not be sent.'),
      );
    }
    await sleep(options.everyMs ?? everyMs, undefined, { signal }).catch(() => {});
  }
}
