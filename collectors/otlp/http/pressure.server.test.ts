// Senders that are slow, many or greedy, against the listening door.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import {
  doorFigures,
  jobSpan,
  jsonOf,
  jsonType,
  openTestDoor,
  post,
  type TestDoor,
  tracesOf,
} from '../testing-door.ts';
import { defaultTimeouts } from './server.ts';
import { openTestListener } from './testing-listener.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };
const open: { close(): Promise<void> }[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const one of open.splice(0)) await one.close();
});

async function opened(over: Parameters<typeof openTestListener>[0] = {}): Promise<string> {
  const door = await openTestListener(over);
  open.push(door);
  return `http://127.0.0.1:${door.port}`;
}

/** A connection that says `text` and then nothing; `answer` is all it hears until the other side closes. */
async function connected(url: string, text = ''): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  let heard = '';
  socket.on('data', (piece) => {
    heard += piece.toString('latin1');
  });
  socket.on('error', () => {});
  const answer = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
  await once(socket, 'connect');
  if (text) socket.write(text);
  return { socket, answer };
}

const head = 'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const body = () => jsonOf(tracesOf([jobSpan()]));
const timeouts = { headersMs: 300, requestMs: 600, checkEveryMs: 50 };

describe('slow senders', () => {
  it('are cut within 30 s in the door as it is', () => {
    const { headersMs, requestMs, checkEveryMs } = defaultTimeouts;
    expect(Math.max(headersMs, requestMs) + checkEveryMs).toBeLessThan(30_000);
  });

  it.each([
    ['says nothing', ''],
    ['never ends its head', `${head}x-drip: `],
    ['never ends its body', `${head}content-length: 1000\r\n\r\n{"resource`],
    ['never ends its chunks', `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"res\r\n`],
  ])('who %s is cut, and others are served meanwhile', async (_name, text) => {
    const url = await opened({ timeouts });
    const { socket, answer } = await connected(url, text);
    // Drop by drop does not help.
    const drip = setInterval(() => text && !text.endsWith('\r\n') && socket.write('x'), 40);
    expect((await post(`${url}/v1/traces`, jsonType, body())).status).toBe(200);
    expect(await answer).toMatch(/^(HTTP\/1.1 408 .*)?/s);
    clearInterval(drip);
    await expect.poll(async () => (await doorFigures(url)).bytes_in_flight, patient).toBe(0);
  });

  it('who goes on sending a body that was refused is cut', async () => {
    const url = await opened();
    const { socket, answer } = await connected(url, `${head}content-length: 99999999\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'.repeat(1_000)), 20);
    expect(await answer).toContain('HTTP/1.1 413 ');
    clearInterval(drip);
  });
});

describe('many connections', () => {
  it('keep nobody out who sends: the longest idle give way', async () => {
    const url = await opened({ connections: { total: 30, perAddress: 20 } });
    const idle = await Promise.all(Array.from({ length: 40 }, () => connected(url)));
    expect((await post(`${url}/v1/traces`, jsonType, body())).status).toBe(200);
    await expect.poll(() => idle.filter(({ socket }) => socket.closed).length, patient).toBeGreaterThanOrEqual(20);
    expect((await doorFigures(url)).connections).toBeLessThanOrEqual(20);
  });

  it('are refused when all others are being answered', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let held = 0;
    const store = {
      add: () => {
        held++;
        return promise;
      },
    };
    const url = await opened({ connections: { total: 3, perAddress: 3 }, store });
    const busy = Array.from({ length: 3 }, () => post(`${url}/v1/traces`, jsonType, body()));
    await expect.poll(() => held, patient).toBe(3);
    const isRefused = () =>
      post(`${url}/v1/traces`, jsonType, body()).then(
        () => false,
        () => true,
      );
    expect(await isRefused()).toBe(true);
    resolve();
    expect((await Promise.all(busy)).map((answer) => answer.status)).toEqual([200, 200, 200]);
    await expect.poll(isRefused, patient).toBe(false);
  });
});

describe('broken requests', () => {
  it.each([
    ['both a length and chunks', `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['two lengths', `${head}content-length: 5\r\ncontent-length: 6\r\n\r\n{"a"}`, 400],
    ['a length that is none', `${head}content-length: 5x\r\n\r\n`, 400],
    ['chunks under another coding', `${head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`, 400],
    ['a head of 1 MB', `${head}x: ${'y'.repeat(1_000_000)}\r\n\r\n`, 431],
    ['10,000 headers', `${head}${'a: b\r\n'.repeat(10_000)}\r\n`, 431],
    ['no HTTP', 'hello\r\n\r\n', 400],
  ])('with %s are refused and the connection is closed', async (_name, text, status) => {
    const url = await opened();
    const { answer } = await connected(url, text);
    expect(await answer).toContain(`HTTP/1.1 ${status} `);
  });

  it.each([
    ['two Host headers', `${head}host: y\r\ncontent-length: 0\r\n\r\n`],
    ['no Host header', `${head.replace(/host: [^\r]*\r\n/i, '')}content-length: 0\r\n\r\n`],
    ['no version', 'GET /livez\r\n\r\n'],
  ])('with %s are refused, and what hides behind them is not run', async (_name, text) => {
    const url = await opened();
    const good = body();
    const { answer } = await connected(url, `${text}${head}content-length: ${good.length}\r\n\r\n${good.toString()}`);
    expect(new Set((await answer).match(/HTTP\/1.1 (\d+) /g))).toEqual(new Set(['HTTP/1.1 400 ']));
  });

  it('do not mix with what is sent behind them on the same connection', async () => {
    const url = await opened();
    const good = body();
    const whole = `${head}content-length: ${good.length}\r\n\r\n${good.toString()}`;
    const { socket, answer } = await connected(url, `${whole}${whole}GET /livez HTTP/1.1\r\nhost: x\r\n\r\n`);
    await expect.poll(() => socket.bytesRead, patient).toBeGreaterThan(300);
    socket.end();
    expect((await answer).match(/HTTP\/1.1 (\d+) /g)).toEqual(Array(3).fill('HTTP/1.1 200 '));
  });
});

async function keyFor(door: TestDoor): Promise<string> {
  const { token, hash, prefix } = mintToken('ingest');
  const key = { name: 'k', scope: 'ingest' as const, environment: undefined, hash, prefix, createdBy: 'test' };
  await insertKey(door.database.pool, key);
  return `Bearer ${token}`;
}

describe('a deriver that is far behind', () => {
  it('has senders asked to wait with 429 and Retry-After until it has caught up', async () => {
    const door = await openTestDoor();
    open.push(door);
    const { pool } = door.database;
    const send = () => post(`${door.url}/v1/traces`, jsonType, body());
    await pool.query("insert into inbox (shard, items, body) values (0, 2000001, '')");
    await expect.poll(async () => (await send()).status, patient).toBe(429);
    expect((await send()).headers['retry-after']).toBe('10');
    await pool.query('delete from inbox where items > 2000000');
    await expect.poll(async () => (await send()).status, patient).toBe(200);
  });
});

describe('a revoked key', () => {
  it('is refused within seconds under load, while another goes on', async () => {
    const door = await openTestDoor('0.0.0.0');
    open.push(door);
    const [old, next] = [await keyFor(door), await keyFor(door)];
    const send = async (authorization: string) =>
      (await post(`${door.url}/v1/traces`, { ...jsonType, authorization }, body())).status;
    expect([await send(old), await send(next)]).toEqual([200, 200]);
    await door.database.pool.query('update api_key set revoked_at = now() where token_hash = sha256($1::bytea)', [
      Buffer.from(old.slice('Bearer '.length)),
    ]);
    await expect.poll(() => send(old), patient).toBe(401);
    expect(await send(next)).toBe(200);
  });
});

describe('a noisy key', () => {
  it('is asked to wait with 429 and Retry-After while a quiet one is served, and is served again afterwards', async () => {
    const door = await openTestDoor('0.0.0.0', { keyBytesPerSecond: 200_000 });
    open.push(door);
    const [noisy, quiet] = [await keyFor(door), await keyFor(door)];
    const large = () => jsonOf({ ...tracesOf([jobSpan()]), padding: 'x'.repeat(100_000) });
    const send = (authorization: string, content: Buffer) =>
      post(`${door.url}/v1/traces`, { ...jsonType, authorization }, content);
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(noisy, large())));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(answers.filter((answer) => answer.status === 200).length).toBe(30 - refused.length);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(String(refused[0]?.body))).toMatchObject({
      code: 8,
      message: expect.stringContaining('this key'),
    });
    for (let i = 0; i < 10; i++) expect((await send(quiet, body())).status).toBe(200);
    await expect.poll(async () => (await send(noisy, body())).status, patient).toBe(200);
  });
});
