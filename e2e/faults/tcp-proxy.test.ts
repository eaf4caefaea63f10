import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server that answers each piece with itself, behind a proxy; and what reached it. */
async function echoed(): Promise<{ proxy: TcpProxy; received: string[]; dial(): Promise<Socket> }> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      received.push(piece.toString());
      socket.write(piece);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await openProxy({ port: (server.address() as AddressInfo).port });
  open.push({ close: () => server.close() && sockets.forEach((socket) => void socket.destroy()) }, proxy);
  return {
    proxy,
    received,
    async dial() {
      const socket = connect(proxy.port, '127.0.0.1');
      socket.on('error', () => {});
      open.push({ close: () => void socket.destroy() });
      await once(socket, 'connect');
      return socket;
    },
  };
}

const answerTo = async (socket: Socket, text: string): Promise<string> => {
  socket.write(text);
  return String((await once(socket, 'data'))[0]);
};

const endOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

it('carries bytes both ways', async () => {
  const { dial } = await echoed();
  expect(await answerTo(await dial(), 'hello')).toBe('hello');
});

it('keeps the order of pieces when the delay shrinks while they wait', async () => {
  const { proxy, dial, received } = await echoed();
  const socket = await dial();
  proxy.delayMs = 60;
  socket.write('first ');
  await expect.poll(() => proxy.connections()).toBe(1);
  socket.write('second ');
  await new Promise((resolve) => setImmediate(resolve));
  proxy.delayMs = 0;
  socket.write('third');
  await expect.poll(() => received.join('')).toBe('first second third');
});

it('swallows bytes silently, and resets those connections when it heals', async () => {
  const { proxy, dial, received } = await echoed();
  const socket = await dial();
  expect(await answerTo(socket, 'a')).toBe('a');
  proxy.blackhole();
  const during = await dial();
  socket.write('b');
  during.write('c');
  const closed = Promise.all([endOf(socket), endOf(during)]);
  await expect.poll(() => proxy.swallowedBytes).toBe(2);
  expect(received).toEqual(['a']);
  proxy.heal();
  await closed;
  expect(await answerTo(await dial(), 'd')).toBe('d');
});

it('refuses and carries again', async () => {
  const { proxy, dial } = await echoed();
  const socket = await dial();
  proxy.refuse();
  await endOf(socket);
  const refused = connect(proxy.port, '127.0.0.1');
  refused.on('error', () => {});
  await endOf(refused);
  proxy.heal();
  expect(await answerTo(await dial(), 'x')).toBe('x');
});

it('cuts before or after the bytes that it was told of, and no others', async () => {
  const { proxy, dial, received } = await echoed();
  const decisions: ('before' | 'after' | 'no')[] = ['no', 'before', 'after'];
  proxy.cut = { bytes: Buffer.from('commit'), decide: () => decisions.shift() ?? 'no' };
  const spared = await dial();
  expect(await answerTo(spared, 'begin')).toBe('begin');
  expect(await answerTo(spared, 'commit 1')).toBe('commit 1');
  for (const text of ['commit 2', 'commit 3']) {
    const socket = await dial();
    let answered = false;
    socket.on('data', () => {
      answered = true;
    });
    socket.write(text);
    await endOf(socket);
    expect(answered).toBe(false);
  }
  await expect.poll(() => received).toEqual(['begin', 'commit 1', 'commit 3']);
});
