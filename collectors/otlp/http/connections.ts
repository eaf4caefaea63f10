// How many connections may be open, in all and from one address. Who comes when it is full takes the place of the one that has been idle for
// longest, first of those that never sent a whole request head: idle connections keep nobody out.
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  total: number;
  perAddress: number;
}

interface Open {
  address: string;
  /** Requests under way. */
  busy: number;
  /** Has sent the head of a request. */
  isKnown: boolean;
  since: number;
}

/** Who has just come may be about to send. */
const newForMs = 1_000;

export class Connections {
  readonly #limits: ConnectionLimits;
  /** Longest idle first. */
  readonly #open = new Map<Socket, Open>();
  readonly #counts = new Map<string, number>();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Of a new connection: it, or another in its place, is cut when there are too many. */
  enter(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const { total, perAddress } = this.#limits;
    const isCrowded = (this.#counts.get(address) ?? 0) >= perAddress;
    if (isCrowded || this.#open.size >= total) {
      const idle = this.#longestIdle(isCrowded ? address : null);
      if (!idle) {
        socket.destroy();
        return;
      }
      this.#leave(idle);
      idle.destroy();
    }
    this.#open.set(socket, { address, busy: 0, isKnown: false, since: performance.now() });
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
    socket.once('close', () => this.#leave(socket));
  }

  /** A request head has come. */
  begin(socket: Socket): void {
    const open = this.#open.get(socket);
    if (!open) return;
    open.busy++;
    open.isKnown = true;
  }

  /** A request is answered, or broken off. */
  end(socket: Socket): void {
    const open = this.#open.get(socket);
    if (!open) return;
    open.busy--;
    this.#open.delete(socket);
    this.#open.set(socket, open);
  }

  #leave(socket: Socket): void {
    const open = this.#open.get(socket);
    if (!open) return;
    this.#open.delete(socket);
    const left = (this.#counts.get(open.address) ?? 1) - 1;
    if (left > 0) this.#counts.set(open.address, left);
    else this.#counts.delete(open.address);
  }

  #longestIdle(address: string | null): Socket | null {
    let served: Socket | null = null;
    let newcomer: Socket | null = null;
    const before = performance.now() - newForMs;
    for (const [socket, open] of this.#open) {
      if (open.busy > 0 || (address !== null && open.address !== address)) continue;
      if (open.isKnown) served ??= socket;
      else if (open.since < before) return socket;
      else newcomer ??= socket;
    }
    return served ?? newcomer;
  }
}
