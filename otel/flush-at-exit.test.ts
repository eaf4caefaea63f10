import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type ExitingProcess, flushAtExit } from './flush-at-exit.ts';

function stand() {
  const kills: string[] = [];
  const target = Object.assign(new EventEmitter(), {
    pid: 1,
    kill: (_: number, signal: string) => {
      kills.push(signal);
      target.emit('killed');
      return true;
    },
  });
  return { target: target as unknown as ExitingProcess & EventEmitter, kills };
}

describe('flushAtExit', () => {
  it('flushes on SIGTERM and then lets the signal end the process', async () => {
    const { target, kills } = stand();
    let flushed = 0;
    flushAtExit(target, async () => {
      flushed += 1;
    });
    const killed = new Promise((resolve) => target.once('killed', resolve));
    target.emit('SIGTERM');
    await killed;
    expect({ flushed, kills, listeners: target.listenerCount('SIGTERM') }).toEqual({
      flushed: 1,
      kills: ['SIGTERM'],
      listeners: 0,
    });
  });

  it('leaves the end to a program that handles the signal itself', async () => {
    const { target, kills } = stand();
    let flushed: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      flushed = resolve;
    });
    flushAtExit(target, async () => flushed());
    target.on('SIGTERM', () => {});
    target.emit('SIGTERM');
    await done;
    expect(kills).toEqual([]);
  });

  it('gives up at its limit when the receiver is away, and never rejects', async () => {
    const { target } = stand();
    const handle = flushAtExit(target, () => new Promise(() => {}));
    await expect(handle.flush(1)).resolves.toBeUndefined();
    const failing = flushAtExit(target, () => Promise.reject(new Error('away')));
    await expect(failing.flush()).resolves.toBeUndefined();
  });
});
