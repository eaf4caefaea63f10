import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connections } from './connections.ts';

/** As much of a socket as is looked at. */
function socketFrom(remoteAddress: string): Socket & { isCut: boolean } {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    isCut: false,
    destroy() {
      socket.isCut = true;
      socket.emit('close');
    },
  });
  return socket as unknown as Socket & { isCut: boolean };
}

function entered(connections: Connections, address: string, count: number) {
  return Array.from({ length: count }, () => {
    const socket = socketFrom(address);
    connections.enter(socket);
    return socket;
  });
}

const cutOf = (sockets: { isCut: boolean }[]) => sockets.map((socket) => socket.isCut);

describe('connections', () => {
  it('cuts the longest idle of the same address when that has too many, and leaves other addresses alone', () => {
    const connections = new Connections({ total: 100, perAddress: 2 });
    const others = entered(connections, '10.0.0.1', 2);
    const [first, ...later] = entered(connections, '10.0.0.2', 3);
    expect([first?.isCut, ...cutOf(later), ...cutOf(others)]).toEqual([true, false, false, false, false]);
    expect(connections.count).toBe(4);
  });

  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('cuts who never sent a request before who did, and never who is being answered', () => {
    const connections = new Connections({ total: 3, perAddress: 100 });
    const all = entered(connections, '10.0.0.1', 3);
    const [busy, served] = all as [Socket, Socket, Socket] & typeof all;
    connections.begin(busy);
    connections.begin(served);
    connections.end(served);
    vi.advanceTimersByTime(2_000);
    const [next] = entered(connections, '10.0.0.1', 1);
    expect(cutOf(all)).toEqual([false, false, true]);
    connections.begin(next as Socket);
    entered(connections, '10.0.0.1', 1);
    expect(cutOf(all)).toEqual([false, true, true]);
  });

  it('cuts who was served and is idle before who has just come and may be about to send', () => {
    const connections = new Connections({ total: 2, perAddress: 2 });
    const all = entered(connections, '10.0.0.1', 1);
    connections.begin(all[0] as Socket);
    connections.end(all[0] as Socket);
    all.push(...entered(connections, '10.0.0.1', 2));
    expect(cutOf(all)).toEqual([true, false, false]);
  });

  it('cuts the newcomer when all others are being answered, and forgets who left', () => {
    const connections = new Connections({ total: 2, perAddress: 2 });
    const pair = entered(connections, '10.0.0.1', 2);
    for (const socket of pair) connections.begin(socket);
    expect(cutOf(entered(connections, '10.0.0.1', 1))).toEqual([true]);
    pair[0]?.destroy();
    expect(cutOf(entered(connections, '10.0.0.1', 1))).toEqual([false]);
    expect(connections.count).toBe(2);
  });
});
