import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTotpSecret, sealTotpSecret } from '#lib/auth/two-step-secret.ts';
import { replaceParts, selectParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import { publicConfig } from '#lib/db/source/public-config.ts';
import { openSource, sealSource } from '#lib/db/source/source-secrets.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { insertTwoStep } from '#lib/db/user/two-step.ts';
import { openChannel, sealChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox, isBoundToRow, keyIdOf, type SecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { sealUnbound } from '#lib/testing/seal-unbound.ts';
import { rotateSecret } from './rotate-secret.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const [before, after] = [createSecretBox('the secret before'), createSecretBox('the secret after')];
const rotate = () => rotateSecret(database.pool, 'the secret before', 'the secret after');
const source = { config: { host: 'h', url: 'redis://u:pw@h', password: 'pw2' }, actUrl: null };
const channel = { config: { url: 'https://example.com' }, signingSecret: 'whsec_x', previous: null };
const totp = Buffer.from('12345678901234567890');
const [sourceId, channelId] = [randomUUID(), randomUUID()];
let userId = '';
const sourceParts = () => selectParts(database.pool, 'source', sourceId);
const channelParts = () => selectParts(database.pool, 'alert_channel', channelId);
const openedSource = async (secrets: SecretBox) =>
  openSource(secrets, { id: sourceId, config: publicConfig(source.config), parts: await sourceParts() });
const openedChannel = async (secrets: SecretBox) =>
  openChannel(secrets, { id: channelId, config: {}, parts: await channelParts() });

it('seals everything anew, may be cut off and repeated, and changes nothing with a wrong secret', async () => {
  await database.pool.query(
    `insert into source (id, name, environment, kind, config, poll_ms) values ($1, 's', 'e', 'bullmq', $2, 5000)`,
    [sourceId, JSON.stringify(publicConfig(source.config))],
  );
  await replaceParts(database.pool, 'source', sourceId, sealSource(before, sourceId, source));
  await database.pool.query(`insert into alert_channel (id, name, kind, config) values ($1, 'c', 'webhook', '{}')`, [
    channelId,
  ]);
  await replaceParts(database.pool, 'alert_channel', channelId, sealChannel(before, channelId, channel));
  const person = { email: 'ada@example.org', name: 'Ada', role: 'viewer', passwordHash: '' } as const;
  userId = await insertUser(database.pool, person);
  await insertTwoStep(database.pool, userId, sealTotpSecret(before, userId, totp));
  await expect(rotateSecret(database.pool, 'some other secret', 'the secret after')).rejects.toThrow(
    'another SIGNALBOX_SECRET',
  );
  for (const sealed of Object.values(await sourceParts())) expect(keyIdOf(sealed)).toBe(before.keyId);
  expect(await rotate()).toEqual({ sealed: 5, before: 0 });
  expect(await openedSource(after)).toEqual(source);
  expect(await openedChannel(after)).toEqual(channel);
  const { rows } = await database.pool.query<{ id: string; secret: Buffer }>('select id, secret from auth_two_step');
  expect(rows.map((row) => [row.id, openTotpSecret(after, row)])).toEqual([[userId, totp]]);
  expect(await rotate()).toEqual({ sealed: 0, before: 5 });
});

it('binds to their rows what was sealed whole before there was such a thing, under either secret', async () => {
  const whole = (secret: string, value: object, purpose: string) => ({
    [wholePart]: sealUnbound(secret, JSON.stringify(value), purpose),
  });
  await replaceParts(database.pool, 'source', sourceId, whole('the secret before', source, 'source'));
  await replaceParts(database.pool, 'alert_channel', channelId, whole('the secret after', channel, 'alert channel'));
  expect(await openedSource(before)).toEqual(source);
  expect(await rotate()).toEqual({ sealed: 2, before: 1 });
  for (const parts of [await sourceParts(), await channelParts()])
    expect(Object.values(parts).map(isBoundToRow)).toEqual([true]);
  expect(await openedSource(after)).toEqual(source);
  expect(await openedChannel(after)).toEqual(channel);
});
