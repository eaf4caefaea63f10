// What the gRPC listener does when it is too much, too slow, too large or not allowed, and how it ends. No database needed.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { openGrpcDoor } from './server.ts';
import { callDoor, exportPaths, frameOf, tracesMessage } from './testing-call.ts';
import { maxBodyBytes, openTestGrpc, type TestGrpcListener } from './testing-listener.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };

const open: TestGrpcListener[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function opened(...how: Parameters<typeof openTestGrpc>): Promise<TestGrpcListener> {
  const one = await openTestGrpc(...how);
  open.push(one);
  return one;
}

describe('retryable codes only where a retry helps, and RetryInfo with them', () => {
  it('answers UNAVAILABLE with RetryInfo while the deriver is too far behind', async () => {
    const { send } = await opened({
      checkBacklog: () => {
        throw new AppError('too_busy', 'later', { retryAfterSeconds: 10 });
      },
    });
    expect(await send(tracesMessage())).toMatchObject({ code: status.UNAVAILABLE, details: 'later', retryAfter: 10 });
  });

  it('answers UNAVAILABLE with RetryInfo when messages in flight leave no room, and has room again afterwards', async () => {
    const held: (() => void)[] = [];
    const { send } = await opened({ store: { add: () => new Promise((done) => held.push(done)) } });
    const first = send(tracesMessage({ pad: 90_000 }));
    await expect.poll(() => held.length, patient).toBe(1);
    expect(await send(tracesMessage({ pad: 90_000 }))).toMatchObject({ code: status.UNAVAILABLE, retryAfter: 1 });
    for (const done of held.splice(0)) done();
    expect((await first).code).toBe(status.OK);
    const third = send(tracesMessage({ pad: 90_000 }));
    await expect.poll(() => held.length, patient).toBe(1);
    held[0]?.();
    expect((await third).code).toBe(status.OK);
  });

  it('answers UNAVAILABLE with RetryInfo when it could not be stored, or a fault is ours, and does not say what', async () => {
    const away = await opened({
      store: {
        add: async () => {
          throw new AppError('unavailable', 'the spool is full', { retryAfterSeconds: 5 });
        },
      },
    });
    expect(await away.send(tracesMessage())).toMatchObject({ code: status.UNAVAILABLE, retryAfter: 5 });
    const faulty = await opened({
      decode: async () => {
        throw new TypeError('a fault of ours');
      },
    });
    const answer = await faulty.send(tracesMessage());
    expect(answer).toMatchObject({ code: status.UNAVAILABLE, retryAfter: 5 });
    expect(answer.details).not.toContain('a fault of ours');
  });

  it('answers INVALID_ARGUMENT without RetryInfo to what cannot be decoded', async () => {
    const told: string[] = [];
    const { send } = await opened({ onUndecodable: (reason) => void told.push(reason) });
    expect(await send(Buffer.from('not protobuf'))).toMatchObject({ code: status.INVALID_ARGUMENT, retryAfter: null });
    expect(told).toEqual(['undecodable']);
  });

  it('answers RESOURCE_EXHAUSTED without RetryInfo over the limit, as sent and as inflated', async () => {
    const { send, intake } = await opened();
    const exhausted = { code: status.RESOURCE_EXHAUSTED, retryAfter: null };
    expect(await send(Buffer.alloc(maxBodyBytes + 1))).toMatchObject(exhausted);
    const bomb = Buffer.alloc(50_000_000);
    expect(gzipSync(bomb).length).toBeLessThan(maxBodyBytes);
    expect(await send(bomb, { isGzip: true })).toMatchObject(exhausted);
    await expect.poll(() => intake.admission.bytesInFlight, patient).toBe(0);
    expect((await send(tracesMessage())).code).toBe(status.OK);
  });

  it('answers UNIMPLEMENTED to other methods and encodings, and INTERNAL to what is no gzip', async () => {
    const { port, raw } = await opened();
    const other = await callDoor(
      port,
      '/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export',
      Buffer.alloc(0),
    );
    expect(other.code).toBe(status.UNIMPLEMENTED);
    for (const [encoding, code] of [
      ['gzip', status.INTERNAL],
      ['zstd', status.UNIMPLEMENTED],
    ] as const) {
      const call = await raw({ 'grpc-encoding': encoding });
      void call.write(frameOf(tracesMessage(), { isCompressed: true }));
      call.end();
      expect((await call.headers)['grpc-status']).toBe(String(code));
    }
  });

  it('answers INVALID_ARGUMENT to a call without a message, and to one whose message is cut short', async () => {
    const { raw } = await opened();
    const empty = await raw();
    empty.end();
    expect((await empty.headers)['grpc-status']).toBe(String(status.INVALID_ARGUMENT));
    const short = await raw();
    void short.write(frameOf(Buffer.alloc(10), { declared: 1000 }));
    short.end();
    expect((await short.headers)['grpc-status']).toBe(String(status.INVALID_ARGUMENT));
  });
});

describe('the key', () => {
  it('is checked before the message is read: the answer does not wait for it', async () => {
    const { raw } = await opened({
      authenticate: async (authorization) => {
        if (authorization === 'Bearer good') return { environment: null, key: null };
        throw new AppError(authorization ? 'forbidden' : 'unauthorized', 'not you');
      },
    });
    const missing = await raw();
    expect((await missing.headers)['grpc-status']).toBe(String(status.UNAUTHENTICATED));
    const wrong = await raw({ authorization: 'Bearer other' });
    void wrong.write(frameOf(Buffer.alloc(10), { declared: 1_000_000 }));
    expect((await wrong.headers)['grpc-status']).toBe(String(status.PERMISSION_DENIED));
    const right = await raw({ authorization: 'Bearer good' });
    void right.write(frameOf(tracesMessage()));
    right.end();
    expect((await right.headers)['grpc-status']).toBe('0');
  });

  it('is checked before more of the message is taken than the window of HTTP/2', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { raw } = await opened({
      maxBodyBytes: 2_000_000,
      authenticate: () => promise.then(() => ({ environment: null, key: null })),
    });
    const call = await raw();
    let isSent = false;
    const sending = call.write(frameOf(tracesMessage({ pad: 1_000_000 }))).then(() => {
      isSent = true;
    });
    // There and back: all that the receiver had room for is there, and room that it made for more would be told.
    for (let i = 0; i < 10; i++) await new Promise((done) => call.session.ping(done));
    expect(isSent).toBe(false);
    resolve();
    await sending;
    call.end();
    expect((await call.headers)['grpc-status']).toBe('0');
  });
});

describe('slow, silent and vanishing senders', () => {
  it('gives up a message that does not come in, with UNAVAILABLE, while others are served', async () => {
    const { raw, send } = await opened({}, { readTimeoutMs: 300 });
    const slow = await raw();
    void slow.write(frameOf(Buffer.alloc(10), { declared: 1000 }));
    expect((await send(tracesMessage())).code).toBe(status.OK);
    expect((await slow.headers)['grpc-status']).toBe(String(status.UNAVAILABLE));
  });

  it('reads a few messages at a time, and the others in turn', async () => {
    const { raw, send } = await opened({}, { readTimeoutMs: 500 });
    const slow = await Promise.all(Array.from({ length: 8 }, () => raw()));
    for (const call of slow) void call.write(frameOf(Buffer.alloc(1), { declared: 1000 }));
    expect((await send(tracesMessage())).code).toBe(status.OK);
    for (const call of slow) expect((await call.headers)['grpc-status']).toBe(String(status.UNAVAILABLE));
  });

  it('cuts a connection that does not speak', async () => {
    const { port } = await opened({}, { prefaceTimeoutMs: 100 });
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    await once(socket, 'close');
  });

  it('counts a call whose sender vanished, and holds nothing of it', async () => {
    const { raw, intake, send } = await opened();
    const call = await raw();
    void call.write(frameOf(Buffer.alloc(10), { declared: 1000 }));
    call.session.destroy();
    await expect.poll(() => intake.counters.requests.refused, patient).toBe(1);
    expect(intake.admission.bytesInFlight).toBe(0);
    expect((await send(tracesMessage())).code).toBe(status.OK);
    expect(intake.counters.requests).toMatchObject({ received: 2, acked: 1 });
  });

  it('cuts the connection that was idle for longest when there are too many, and never a busy one', async () => {
    const held: (() => void)[] = [];
    const { raw, send, port } = await opened(
      { store: { add: () => new Promise((done) => held.push(done)) } },
      { connections: { total: 2, perAddress: 2 } },
    );
    const busy = await raw();
    void busy.write(frameOf(tracesMessage()));
    busy.end();
    await expect.poll(() => held.length, patient).toBe(1);
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const cut = once(idle.resume(), 'close');
    const third = send(tracesMessage({ spanId: 9 }));
    await cut;
    await expect.poll(() => held.length, patient).toBe(2);
    for (const done of held.splice(0)) done();
    expect((await third).code).toBe(status.OK);
    expect((await busy.headers)['grpc-status']).toBe('0');
  });
});

it('fails to open with the reason when the port is taken', async () => {
  const { port, intake } = await opened();
  const again = openGrpcDoor({ ...intake, maxBodyBytes }, { address: '127.0.0.1', port });
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('closing', () => {
  it('answers calls under way, then ends their connections, and takes no more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { send, port, door, intake } = await opened({ store: { add: () => promise } });
    const sending = send(tracesMessage());
    await expect.poll(() => intake.admission.bytesInFlight, patient).toBeGreaterThan(0);
    open.pop();
    const closing = door.close();
    resolve();
    expect((await sending).code).toBe(status.OK);
    await closing;
    expect((await callDoor(port, exportPaths.traces, tracesMessage())).code).toBe(status.UNAVAILABLE);
  });

  it('does not wait for ever for a call that never ends', async () => {
    const { raw, door } = await opened({}, { closeTimeoutMs: 100 });
    const call = await raw();
    void call.write(frameOf(Buffer.alloc(10), { declared: 1000 }));
    open.pop();
    await door.close();
    expect(await call.headers).toEqual({});
  });
});
