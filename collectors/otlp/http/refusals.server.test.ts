// What the listener does when it is too much: back-pressure, memory, slow and vanishing senders. No database needed.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { jobSpan, jsonOf, jsonType, post, tracesOf } from '../testing-door.ts';
import { Admission } from './admission.ts';
import type { Delivery } from './commit-group.ts';
import type { Listening } from './server.ts';
import { openTestListener } from './testing-listener.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };

const open: Listening[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

async function opened(over: Parameters<typeof openTestListener>[0] = {}): Promise<string> {
  const door = await openTestListener(over);
  open.push(door);
  return `http://127.0.0.1:${door.port}`;
}
const body = () => jsonOf(tracesOf([jobSpan()]));

describe('back-pressure', () => {
  it('answers 429 with Retry-After while the deriver is too far behind, and reads no body', async () => {
    const url = await opened({
      checkBacklog: () => {
        throw new AppError('too_busy', 'later', { retryAfterSeconds: 10 });
      },
    });
    const answer = await post(`${url}/v1/traces`, jsonType, Buffer.from('not json'));
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '10']);
    expect(JSON.parse(answer.body.toString())).toEqual({ code: 8, message: 'later' });
  });

  it('answers 503 with Retry-After when bodies in flight leave no room, and has room again afterwards', async () => {
    const held: (() => void)[] = [];
    const url = await opened({ store: { add: () => new Promise<void>((done) => held.push(done)) } });
    const padded = (size: number) => jsonOf({ ...tracesOf([jobSpan()]), padding: 'x'.repeat(size) });
    const first = post(`${url}/v1/traces`, jsonType, padded(90_000));
    await expect.poll(() => held.length, patient).toBe(1);
    const second = await post(`${url}/v1/traces`, jsonType, padded(90_000));
    expect([second.status, second.headers['retry-after']]).toEqual([503, '1']);
    for (const done of held.splice(0)) done();
    expect((await first).status).toBe(200);
    const third = post(`${url}/v1/traces`, jsonType, padded(90_000));
    await expect.poll(() => held.length, patient).toBe(1);
    held[0]?.();
    expect((await third).status).toBe(200);
  });

  it('lets a lone request in that is larger than all that may be in flight', async () => {
    const url = await opened({ admission: new Admission(10) });
    expect((await post(`${url}/v1/traces`, jsonType, body())).status).toBe(200);
  });

  it('gives back the room of a sender that vanishes in mid-body', async () => {
    const url = await opened();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n{',
    );
    const inFlight = async () => /bytes_in_flight (\d+)\n/.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
    await expect.poll(inFlight, patient).toBe('90000');
    socket.destroy();
    await expect.poll(inFlight, patient).toBe('0');
  });
});

describe('closing', () => {
  it('answers what is under way, then closes kept-alive connections at once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const url = await opened({ store: { add: () => promise } });
    const sending = fetch(`${url}/v1/traces`, { method: 'POST', headers: jsonType, body: body().toString() });
    await expect.poll(async () => (await fetch(`${url}/metrics`)).text(), patient).toMatch(/bytes_in_flight [1-9]/);
    const startedAt = performance.now();
    const closing = open.pop()?.close();
    resolve();
    expect((await sending).status).toBe(200);
    await closing;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('faults', () => {
  it('never answers 500: an unforeseen fault asks the sender to come back', async () => {
    const url = await opened({
      decode: async () => {
        throw new Error('a fault of ours');
      },
    });
    const answer = await post(`${url}/v1/traces`, jsonType, body());
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body.toString()).not.toContain('a fault of ours');
  });

  it('tells of bodies that cannot be decoded', async () => {
    const told: string[] = [];
    const url = await opened({ onUndecodable: (reason, message) => void told.push(`${reason}: ${message}`) });
    await post(`${url}/v1/traces`, jsonType, Buffer.from('{'));
    expect(told).toEqual(['undecodable: the body is not JSON']);
  });

  it('fails to open with the reason when the port is taken', async () => {
    const url = await opened();
    await expect(opened({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('hands on what was decoded with the identity of the body, the same for the same bytes', async () => {
    const deliveries: Delivery[] = [];
    const url = await opened({ store: { add: async (delivery) => void deliveries.push(delivery) } });
    const same = body();
    for (const one of [same, same, body()]) await post(`${url}/v1/traces`, jsonType, one);
    const [a, b, c] = deliveries.map((delivery) => delivery.id.toString('hex'));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });
});
