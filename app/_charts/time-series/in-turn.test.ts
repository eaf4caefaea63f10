import { afterEach, expect, test, vi } from 'vitest';
import { inTurn } from './in-turn.ts';

afterEach(() => vi.unstubAllGlobals());

test('one a frame, in order, and none that was given up', async () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  const showFrame = async () => {
    for (const frame of frames.splice(0)) frame();
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const done: string[] = [];
  const leave = new AbortController();
  const stay = new AbortController().signal;
  inTurn(() => done.push('a'), stay);
  inTurn(() => done.push('b'), leave.signal);
  inTurn(() => done.push('c'), stay);
  inTurn(() => done.push('never'), AbortSignal.abort());
  expect(done).toEqual(['a']);
  leave.abort();
  await showFrame();
  expect(done).toEqual(['a', 'c']);
  await showFrame();
  inTurn(() => done.push('d'), stay);
  expect(done).toEqual(['a', 'c', 'd']);
  await showFrame();
});
