import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beatUntil } from './heartbeat.ts';

const beats: string[] = [];
let status = 200;
const outside = createServer((request, response) => {
  beats.push(`${request.method} ${request.url}`);
  response.writeHead(status).end();
});
let url = '';
beforeAll(async () => {
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/beat`;
});
afterAll(() => {
  outside.closeAllConnections();
  outside.close();
});

/** Beats until `well` is used up; one entry a turn. */
async function during(well: readonly boolean[], allowHosts = ['127.0.0.1']): Promise<string[]> {
  beats.length = 0;
  const stop = new AbortController();
  const left = [...well];
  const isWell = (): boolean => {
    if (left.length === 1) stop.abort();
    return left.shift() ?? false;
  };
  await beatUntil({ url, allowHosts, isWell, everyMs: 1 }, stop.signal);
  return beats;
}

it('is sent each time that rules are evaluated, and not while they are not', async () => {
  expect(await during([false, true, false, false, true, false])).toEqual(['POST /beat', 'POST /beat']);
});

it('goes on when it is refused or cannot be sent', async () => {
  status = 500;
  expect(await during([true, true, false])).toHaveLength(2);
  status = 200;
  expect(await during([true, true, false], [])).toEqual([]);
  outside.closeAllConnections();
  outside.close();
  await expect(during([true, true, false])).resolves.toEqual([]);
});
