import { setTimeout as sleep } from 'node:timers/promises';
import { workMs } from './orders.ts';

/** Takes about as long as such work does: the demo's stand-in for a payment gateway, a packer, a mail server. */
export async function workFor(medianMs: number): Promise<void> {
  await sleep(workMs(medianMs, 1 - Math.random(), Math.random()));
}
