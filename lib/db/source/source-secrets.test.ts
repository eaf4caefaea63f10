import { expect, it } from 'vitest';
import { createSecretBox } from '#lib/secrets.ts';
import { publicConfig } from './public-config.ts';
import { openSource, sealSource } from './source-secrets.ts';

const secrets = createSecretBox('a secret for tests');
const config = {
  endpoint: { port: 443, host: 'sqs.internal' },
  url: 'amqp://reader:s3cret@mq.internal/',
  secretKey: 'k3y',
  tls: { password: 'pw', ca: 'y' },
  queues: ['a'],
};
const known = { config, actUrl: 'amqp://actor:pw2@mq.internal/' };
/** As a store of JSON gives it back. */
const shown = {
  tls: { ca: 'y' },
  queues: ['a'],
  url: 'amqp://reader@mq.internal/',
  endpoint: { host: 'sqs.internal', port: 443 },
};
const parts = sealSource(secrets, 'one', known);

it('seals apart what is not shown, and puts it back', () => {
  expect(publicConfig(config)).toEqual(shown);
  expect(Object.keys(parts).sort()).toEqual(['act.url', 'config.secretKey', 'config.tls', 'config.url']);
  expect(openSource(secrets, { id: 'one', config: shown, parts })).toEqual(known);
});

it('opens nothing for another source, under another name, or under another secret', () => {
  expect(() => openSource(secrets, { id: 'two', config: shown, parts })).toThrow('altered');
  const swapped = { ...parts, 'config.secretKey': parts['act.url'] as Buffer };
  expect(() => openSource(secrets, { id: 'one', config: shown, parts: swapped })).toThrow('altered');
  expect(() => openSource(createSecretBox('x'), { id: 'one', config: shown, parts })).toThrow(
    'another SIGNALBOX_SECRET',
  );
});

it('opens no password for a place that it was not given for, whoever wrote that place', () => {
  for (const moved of [
    { ...shown, endpoint: { host: 'evil', port: 443 } },
    { ...shown, url: 'amqp://reader@evil/' },
    { ...shown, proxyHost: 'evil' },
  ])
    expect(() => openSource(secrets, { id: 'one', config: moved, parts })).toThrow('altered');
  const url = { 'config.url': parts['config.url'] as Buffer };
  expect(openSource(secrets, { id: 'one', config: { url: 'amqp://reader@evil/' }, parts: url }).config).toEqual({
    url: config.url,
  });
});
