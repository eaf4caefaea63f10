// A TCP proxy that misbehaves on demand: delays, swallows (half-open), refuses, cuts on given bytes. Knows nothing of what it carries.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What to do with a connection on which `bytes` come from the client; asked once for each piece that holds them. */
export interface Cut {
  bytes: Buffer;
  /** `before`: they never arrive. `after`: they arrive, and the answer does not come back. `no`: leave this one alone. */
  decide(): 'before' | 'after' | 'no';
}

export interface TcpProxy {
  port: number;
  /** Added to every piece in each direction: half of what a round trip takes longer, in ms. */
  delayMs: number;
  /** Set to cut connections; null = none. */
  cut: Cut | null;
  /** From now on nothing arrives on any connection, old or new, and nobody is told: a network that swallows packets. */
  blackhole(): void;
  /** New connections are reset, old ones too: nothing listens here any more. */
  refuse(): void;
  /** Ends `blackhole` and `refuse`. Connections that lost bytes are reset, as by a firewall that has forgotten them. */
  heal(): void;
  connections(): number;
  /** Bytes that `blackhole` let vanish. */
  swallowedBytes: number;
  close(): Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
  hasLostBytes: boolean;
}

/** Listens on a free loopback port and carries bytes to `target`. */
export async function openProxy(target: { host?: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let mode: 'carry' | 'swallow' | 'refuse' = 'carry';
  const reset = (pair: Pair): void => {
    pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.server.destroy();
  };
  const listener = createServer({ noDelay: true }, (client) => {
    if (mode === 'refuse') return void client.resetAndDestroy();
    const server = connect({ host: target.host ?? '127.0.0.1', port: target.port, noDelay: true });
    const pair: Pair = { client, server, hasLostBytes: false };
    pairs.add(pair);
    for (const socket of [client, server]) socket.on('error', () => {});
    carry(client, server, pair);
    carry(server, client, pair);
  });
  const carry = (from: Socket, to: Socket, pair: Pair): void => {
    // One piece after the other, each at its time: the order stays whatever the delay becomes.
    let held: Promise<void> | null = null;
    from.on('data', (piece) => {
      if (mode === 'swallow') {
        pair.hasLostBytes = true;
        proxy.swallowedBytes += piece.length;
        return;
      }
      const { cut, delayMs } = proxy;
      const decision = from === pair.client && cut && piece.includes(cut.bytes) ? cut.decide() : 'no';
      if (decision !== 'no') {
        pairs.delete(pair);
        // The server reads what came before the end; whatever it answers finds nobody.
        if (decision === 'after') to.end(piece);
        else to.destroy();
        return void from.resetAndDestroy();
      }
      if (delayMs === 0 && held === null) {
        if (to.write(piece)) return;
        from.pause();
        return void to.once('drain', () => from.resume());
      }
      const wait = delayMs === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, delayMs));
      const mine: Promise<void> = Promise.all([held, wait]).then(() => {
        if (!to.destroyed) to.write(piece);
        if (held === mine) held = null;
      });
      held = mine;
    });
    from.on('close', () => {
      // an end is swallowed as well
      if (mode === 'swallow') return;
      pairs.delete(pair);
      void Promise.resolve(held).then(() => to.destroySoon());
    });
  };
  const proxy: TcpProxy = {
    port: 0,
    delayMs: 0,
    cut: null,
    swallowedBytes: 0,
    blackhole() {
      mode = 'swallow';
    },
    refuse() {
      mode = 'refuse';
      for (const pair of pairs) reset(pair);
    },
    heal() {
      mode = 'carry';
      for (const pair of pairs) if (pair.hasLostBytes || pair.client.destroyed || pair.server.destroyed) reset(pair);
    },
    connections: () => pairs.size,
    async close() {
      listener.close();
      for (const pair of pairs) reset(pair);
      await once(listener, 'close').catch(() => {});
    },
  };
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  proxy.port = (listener.address() as AddressInfo).port;
  return proxy;
}
