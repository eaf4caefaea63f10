// Preloaded into every child (`node --import`): the parent holds the other end of our stdin, so its end, even by kill -9, is seen
// here at once and we shut down as on SIGTERM.
import { fstatSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const graceMs = 15_000;

function end(): void {
  setTimeout(() => process.exit(1), graceMs).unref();
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
  else process.exit(1);
}

/** A terminal or /dev/null is not our parent's end of anything: then nobody is watched. */
function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}

// worker threads inherit the preload, and the stdin that they are given ends at once
if (isMainThread && isPipe()) {
  process.stdin.on('error', end).on('end', end).resume();
  // an open pipe alone must not keep a finished process alive
  (process.stdin as unknown as { unref?: () => void }).unref?.();
}
