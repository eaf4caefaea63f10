import { expect, test } from 'vitest';
import { doorAddress } from './door-address.ts';

test('the door is on the public host at its own port, and a loopback door takes no key', () => {
  expect(doorAddress({}, 'http://localhost:3000')).toEqual({ url: 'http://localhost:4318', needsKey: false });
  expect(
    doorAddress({ SIGNALBOX_HOST: '0.0.0.0', SIGNALBOX_OTLP_HTTP_PORT: '14318' }, 'https://jobs.example.com'),
  ).toEqual({
    url: 'http://jobs.example.com:14318',
    needsKey: true,
  });
  expect(doorAddress({ SIGNALBOX_HOST: '::1' }, 'http://[::1]:3000')).toEqual({
    url: 'http://[::1]:4318',
    needsKey: false,
  });
});
