import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasCronSecret } from './cron-secret.ts';
import { withVercelCron } from './vercel-cron.ts';

const secret = 'a secret that Vercel sends';
const request = (authorization: string | null = `Bearer ${secret}`) =>
  new Request('https://shop.example/api/digest', { headers: authorization === null ? {} : { authorization } });

/** A door that notes check-ins; while `isHung` it takes them and never answers. */
let told: { path: string; rid: string | null; output: string }[] = [];
let isHung = false;
const door = createServer(async (message, response) => {
  const url = new URL(message.url ?? '', 'http://door');
  told.push({ path: url.pathname, rid: url.searchParams.get('rid'), output: await text(message) });
  if (!isHung) response.end('{}');
});
beforeAll(async () => {
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  vi.stubEnv('SIGNALBOX_OTLP_URL', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
});
afterEach(() => {
  told = [];
  isHung = false;
});
afterAll(() => {
  vi.unstubAllEnvs();
  door.closeAllConnections();
  door.close();
});
const paths = () => told.map(({ path }) => path).sort();

describe('the secret', () => {
  it('is compared whole', () => {
    expect(hasCronSecret(`Bearer ${secret}`, secret)).toBe(true);
    expect(hasCronSecret(`Bearer ${secret}x`, secret)).toBe(false);
    expect(hasCronSecret(`bearer ${secret}`, secret)).toBe(false);
    expect(hasCronSecret(secret, secret)).toBe(false);
  });

  it.each([undefined, ''])('lets nobody in where it is %j', (none) => {
    expect(hasCronSecret('Bearer ', none)).toBe(false);
    expect(hasCronSecret(null, none)).toBe(false);
    expect(hasCronSecret('Bearer undefined', none)).toBe(false);
  });
});

describe('withVercelCron', () => {
  const options = { name: 'digest', secret, checkInToken: 'tok' };

  it('runs nothing and tells nothing for somebody without the secret', async () => {
    let runs = 0;
    const handler = withVercelCron(() => {
      runs += 1;
      return new Response('done');
    }, options);
    expect((await handler(request(null))).status).toBe(401);
    expect((await handler(request('Bearer guess'))).status).toBe(401);
    expect({ runs, told }).toEqual({ runs: 0, told: [] });
  });

  it('checks in with one id, hands the rest of the arguments on, and has told all when it answers', async () => {
    const handler = withVercelCron((_, context: { params: string }) => new Response(context.params), options);
    const response = await handler(request(), { params: 'mine' });
    expect(await response.text()).toBe('mine');
    expect(paths()).toEqual(['/check-in/tok/start', '/check-in/tok/success']);
    expect(told[0]?.rid).toMatch(/^[\da-f-]{36}$/);
    expect(told[1]?.rid).toBe(told[0]?.rid);
  });

  it('tells a failure with its error, and throws it on', async () => {
    const handler = withVercelCron(() => {
      throw new RangeError('no digest');
    }, options);
    await expect(handler(request())).rejects.toThrow('no digest');
    expect(paths()).toEqual(['/check-in/tok/fail', '/check-in/tok/start']);
    expect(told.find(({ path }) => path.endsWith('fail'))?.output).toContain('RangeError: no digest');
  });

  it('takes an answer of 400 or more for a failure, and gives it as it is', async () => {
    const response = await withVercelCron(() => new Response('later', { status: 503 }), options)(request());
    expect([response.status, await response.text()]).toEqual([503, 'later']);
    expect(paths()).toEqual(['/check-in/tok/fail', '/check-in/tok/start']);
  });

  it('skips a run that does not get the lock, and frees it after one that did', async () => {
    const held: string[] = [];
    const lock = async (name: string) => {
      if (held.includes(name)) return null;
      held.push(name);
      return () => held.splice(held.indexOf(name), 1);
    };
    const handler: (request: Request) => Promise<Response> = withVercelCron(
      async (inner: Request) => {
        const second = await handler(inner);
        return new Response(await second.text());
      },
      { ...options, lock },
    );
    const response = await handler(request());
    expect(await response.json()).toEqual({ skipped: 'another run has the lock' });
    expect(paths()).toEqual(['/check-in/tok/skip', '/check-in/tok/start', '/check-in/tok/success']);
    expect(new Set(told.map(({ rid }) => rid)).size).toBe(2);
    expect(held).toEqual([]);
  });

  it('begins the work at once, and answers in time, while Signalbox does not answer', async () => {
    isHung = true;
    let toldBefore = -1;
    const handler = withVercelCron(
      () => {
        toldBefore = told.length;
        return new Response('done');
      },
      { ...options, flushTimeoutMs: 50 },
    );
    expect(await (await handler(request())).text()).toBe('done');
    expect(toldBefore).toBe(0);
  });

  it('sends behind the answer where the platform lets it', async () => {
    isHung = true;
    const later: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>) => later.push(work);
    const handler = withVercelCron(() => new Response('done'), { ...options, waitUntil });
    expect(await (await handler(request())).text()).toBe('done');
    door.closeAllConnections();
    await Promise.all(later);
    expect(later).toHaveLength(1);
  });
});
