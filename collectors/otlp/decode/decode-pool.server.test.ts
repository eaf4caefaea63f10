// Decoding in threads: the same result as here, and a body that kills or hangs its thread harms nobody else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { jobSpan, jsonOf, tracesOf } from '../testing-door.ts';
import { DecodePool, type DecodePoolOptions } from './decode-pool.ts';
import { type BodyToDecode, decodeRequest } from './decode-request.ts';

const nowUs = Date.now() * 1000;
const pools: DecodePool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});
function opened(options: DecodePoolOptions = {}): DecodePool {
  const pool = new DecodePool({ fromBytes: 0, threads: 1, ...options });
  pools.push(pool);
  return pool;
}

const asked = (body: Buffer | string): BodyToDecode => ({
  body: Buffer.from(body),
  signal: 'traces',
  encoding: 'json',
  environment: null,
  nowUs,
});
const good = () => asked(jsonOf(tracesOf([jobSpan(), jobSpan(), jobSpan({ traceId: 'ab' })])));

/** A thread that dies or hangs on certain bodies, and decodes others as ours does. */
const folder = mkdtempSync(join(tmpdir(), 'signalbox-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ours = new URL('./decode-worker.ts', import.meta.url).href;
const script = pathToFileURL(join(folder, 'thread.mjs'));
writeFileSync(
  script,
  `import { parentPort } from 'node:worker_threads';
   const on = parentPort.on.bind(parentPort);
   parentPort.on = (name, listener) => on(name, (asked) => {
     const text = Buffer.from(asked.body).toString();
     if (text === 'die') throw new Error('a fault of ours');
     if (text === 'exit') process.exit(3);
     if (text === 'hang') for (;;);
     if (text === 'eat') { const eaten = []; for (;;) eaten.push(new Array(100_000).fill({})); }
     listener(asked);
   });
   await import(${JSON.stringify(ours)});`,
);

describe('a pool of threads', () => {
  it('decodes as this thread does, whatever memory the body lies in', async () => {
    const pool = opened();
    const one = good();
    const expected = decodeRequest(one);
    const slab = Buffer.concat([Buffer.from('before'), one.body, Buffer.from('after')]);
    const lent = { ...one, body: slab.subarray(6, 6 + one.body.length) };
    expect(await pool.decode(lent)).toEqual(expected);
    expect(slab.toString()).toMatch(/^before\{.*\}after$/s);
    expect(await pool.decode({ ...one, body: Buffer.from(one.body) })).toEqual(expected);
    expect(expected.rejections).toMatchObject([{ reason: 'bad-trace-id', count: 1 }]);
  });

  it('refuses what this thread refuses, in the same words', async () => {
    await expect(opened().decode(asked('{'))).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'the body is not JSON',
    });
  });

  it('starts no thread for small bodies or when it may have none, and no more than it may for many large ones', async () => {
    const pool = opened({ fromBytes: 1_000_000, threads: 2 });
    await pool.decode(good());
    expect(pool.threads).toBe(0);
    const none = opened({ threads: 0 });
    expect((await none.decode(good())).request.spans.wordIx).toHaveLength(2);
    expect(none.threads).toBe(0);
    const busy = opened({ threads: 2 });
    const decoded = await Promise.all(Array.from({ length: 20 }, () => busy.decode(good())));
    expect(decoded.every(({ request }) => request.spans.wordIx.length === 2)).toBe(true);
    expect(busy.threads).toBe(2);
  });

  it.each([
    ['die', 'unavailable'],
    ['exit', 'unavailable'],
    ['hang', 'invalid_input'],
    ['eat', 'too_large'],
  ])('answers a body on which its thread should %s with %s, and everybody else as ever', async (body, code) => {
    const pool = opened({ script, timeoutMs: 4_000, maxHeapMb: 40 });
    const before = pool.decode(good());
    const bad = expect(pool.decode(asked(body))).rejects.toMatchObject({ code });
    const after = Array.from({ length: 3 }, () => pool.decode(good()));
    for (const one of [await before, ...(await Promise.all(after))]) expect(one.request.spans.wordIx).toHaveLength(2);
    await bad;
    expect(pool.threads).toBe(1);
  });

  it('fails what it has not decoded when it is closed, and takes no more', async () => {
    const pool = opened({ script, timeoutMs: 60_000 });
    const hanging = expect(pool.decode(asked('hang'))).rejects.toMatchObject({ code: 'unavailable' });
    const waiting = expect(pool.decode(good())).rejects.toMatchObject({ code: 'unavailable' });
    await pool.close();
    await Promise.all([hanging, waiting]);
    await expect(pool.decode(good())).rejects.toMatchObject({ code: 'unavailable' });
    expect(pool.threads).toBe(0);
  });
});
