import type { Replies } from '#lib/watch/redis-connection.ts';

/** How commands reach the server: over Redis' own protocol, or over HTTPS. */
export interface ListConnection {
  /** Runs `commands` with nothing else in between. Throws what concerns all of them, such as a refused password. */
  transaction(commands: readonly string[][], signal: AbortSignal): Promise<Replies>;
  /** What the server says of itself; empty where that is not allowed. */
  info(signal: AbortSignal): Promise<string>;
  close(): void;
}
