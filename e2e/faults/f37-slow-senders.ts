// F37: heads and bodies that trickle in, and 2,000 connections that say nothing. All are cut within 30 s, and while they hang there others
// are served as ever.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Product } from '../product/start-product.ts';
import { post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isServing } from './is-serving.ts';
import { jobsRequest } from './otlp-protobuf.ts';
import { openFiles, watchProcess } from './watched-process.ts';

const idle = 2_000;
const slow = 50;
const cutWithinMs = 30_000;

interface Held {
  socket: Socket;
  closedAfterMs: number | null;
}

async function open(product: Product, localAddress: string): Promise<Held> {
  const { port, hostname } = new URL(product.otlpUrl);
  const beganAt = performance.now();
  const socket = connect({ port: Number(port), host: hostname, localAddress });
  const held: Held = { socket, closedAfterMs: null };
  const close = () => {
    held.closedAfterMs ??= performance.now() - beganAt;
  };
  socket.on('close', close).on('end', close).on('error', close);
  socket.resume();
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
  return held;
}

/** Sends the first words at once and then a byte a second, for ever. */
function trickle({ socket }: Held, first: string, more: string): () => void {
  socket.write(first);
  const timer = setInterval(() => {
    if (socket.writable) socket.write(more);
  }, 1_000);
  return () => clearInterval(timer);
}

const p99Of = (times: number[]): number => times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;

export const slowSenders: Fault = {
  id: 'F37',
  what: 'heads and bodies that trickle in, 2,000 silent connections',
  async run(product) {
    const door = await watchProcess(product);
    const filesBefore = await openFiles(door.pid);
    const held: Held[] = [];
    const stops: (() => void)[] = [];
    // Half of them from the address of the good sender, half from another.
    const addressOf = (index: number) => (index % 2 === 0 ? '127.0.0.1' : '127.0.0.2');
    for (let index = 0; index < slow; index++) {
      const [head, body] = [await open(product, addressOf(index)), await open(product, addressOf(index))];
      stops.push(trickle(head, 'POST /v1/traces HTTP/1.1\r\nHost: door\r\n', 'x'));
      stops.push(
        trickle(
          body,
          'POST /v1/traces HTTP/1.1\r\nHost: door\r\nContent-Type: application/x-protobuf\r\nContent-Length: 100000\r\n\r\n',
          'x',
        ),
      );
      held.push(head, body);
    }
    for (let index = 0; index < idle; index++) held.push(await open(product, addressOf(index)));
    const filesDuring = await openFiles(door.pid);
    const times: number[] = [];
    let refused = 0;
    const until = performance.now() + cutWithinMs + 2_000;
    for (
      let count = 0;
      performance.now() < until && held.some(({ closedAfterMs }) => closedAfterMs === null);
      count++
    ) {
      const answer = await post(
        `${product.otlpUrl}/v1/traces`,
        protobufType,
        jobsRequest('f37', [`good-${count}`]),
        5_000,
      );
      times.push(answer.ms);
      if (answer.status !== 200) refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const stop of stops) stop();
    const open30 = held.filter(({ closedAfterMs }) => closedAfterMs === null || closedAfterMs > cutWithinMs).length;
    const lastCut = Math.max(...held.map(({ closedAfterMs }) => closedAfterMs ?? Number.POSITIVE_INFINITY));
    for (const { socket } of held) socket.destroy();
    const serves = await isServing(product, 'f37');
    const filesAfter = await openFiles(door.pid);
    const cost = await door.stop();
    const p99 = Math.round(p99Of(times));
    return {
      held: held.length,
      stillOpen: open30,
      lastCutS: Math.round(lastCut / 100) / 10,
      goodSent: times.length,
      goodRefused: refused,
      goodP99Ms: p99,
      filesBefore,
      filesDuring,
      filesAfter,
      serves,
      ...cost,
      // the two good connections of our own stay open
      pass:
        open30 === 0 &&
        refused === 0 &&
        p99 <= 1_000 &&
        times.length >= 20 &&
        filesAfter <= filesBefore + 40 &&
        serves &&
        cost.isSame,
    };
  },
};
