import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { handToDoor, localDoor } from './hand-to-door.ts';

it('finds the door where this machine reaches it', () => {
  expect(localDoor({})).toBe('http://127.0.0.1:4318');
  expect(localDoor({ SIGNALBOX_HOST: '0.0.0.0', SIGNALBOX_OTLP_HTTP_PORT: '9318' })).toBe('http://127.0.0.1:9318');
  expect(localDoor({ SIGNALBOX_HOST: '10.0.0.7' })).toBe('http://10.0.0.7:4318');
  expect(localDoor({ SIGNALBOX_HOST: '::1' })).toBe('http://[::1]:4318');
});

it('knows what the door surely has not taken from what it may have', async () => {
  let status = 200;
  const server = createServer((request, response) => {
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end(JSON.stringify({ rid: 'a', phase: 'log' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hand = (to: number) => {
    status = to;
    return handToDoor(url, new Request('http://web/check-in/t/log'), 'text');
  };
  expect(await hand(200)).toEqual({ rid: 'a', phase: 'log' });
  expect(await hand(404)).toBeNull();
  await expect(hand(503)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  await expect(hand(0)).rejects.toMatchObject({ code: 'unavailable' });
  server.close();
  server.closeAllConnections();
  expect(await hand(200)).toBeNull();
});
