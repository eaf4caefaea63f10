import { setTimeout as sleep } from 'node:timers/promises';

/** Host to reach a server that was bound to `host`: the wildcard addresses cannot be called. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Resolves when a server answers `path` with 2xx; rejects when `signal` is aborted. */
export async function untilAnswering(host: string, port: number, path: string, signal: AbortSignal): Promise<void> {
  const url = `http://${reachableHost(host)}:${port}${path}`;
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(50, undefined, { signal });
  }
}
