import { ReadingConnection, type Replies } from '#lib/watch/redis-connection.ts';
import type { ListConnection } from './list-connection.ts';

/** Redis' own protocol. */
export class SocketConnection implements ListConnection {
  #connection: ReadingConnection;

  constructor(url: string) {
    this.#connection = new ReadingConnection(url);
  }

  transaction(commands: readonly string[][], signal: AbortSignal): Promise<Replies> {
    return this.#connection.use(signal, async (redis) => {
      try {
        return (await redis.multi(commands.map(([name = '', ...rest]) => [name.toLowerCase(), ...rest])).exec()) ?? [];
      } catch (error) {
        // "EXECABORT, because of previous errors": these say what is the matter.
        throw (error as { previousErrors?: Error[] }).previousErrors?.[0] ?? error;
      }
    });
  }

  info(signal: AbortSignal): Promise<string> {
    return this.#connection.use(signal, (redis) => redis.info('server').catch(() => ''));
  }

  close(): void {
    this.#connection.close();
  }
}
