import { expect, it } from 'vitest';
import { maxStreams, takeStream } from './stream-share.ts';

it('gives each principal so many streams, and each back once', () => {
  const taken = Array.from({ length: maxStreams }, () => takeStream('user:1'));
  expect(() => takeStream('user:1')).toThrow('close some');
  takeStream('user:2')();
  taken[0]?.();
  taken[0]?.();
  const again = takeStream('user:1');
  expect(() => takeStream('user:1')).toThrow();
  for (const giveBack of [...taken, again]) giveBack();
  takeStream('user:1')();
});
