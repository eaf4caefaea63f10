import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTotpSecret, sealTotpSecret } from '#lib/auth/two-step-secret.ts';
import { openSecrets, sealSecrets } from '#lib/db/source/source-row.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { insertTwoStep } from '#lib/db/user/two-step.ts';
import { openChannel, sealChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox, keyIdOf } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { rotateSecret } from './rotate-secret.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const [before, after] = [createSecretBox('the secret before'), createSecretBox('the secret after')];
const source = { config: { url: 'redis://u:pw@h' }, actUrl: null };
const channel = { config: { url: 'https://example.com' }, signingSecret: 'whsec_x' };
const totp = Buffer.from('12345678901234567890');
const read = async (table: string): Promise<Buffer> =>
  (await database.pool.query<{ secret: Buffer }>(`select secret from ${table}`)).rows[0]?.secret as Buffer;

it('seals everything anew, may be cut off and repeated, and changes nothing with a wrong secret', async () => {
  await database.pool.query(
    `insert into source (name, environment, kind, config, poll_ms, secret) values ('s', 'e', 'bullmq', '{}', 5000, $1)`,
    [sealSecrets(before, source)],
  );
  await database.pool.query(
    `insert into alert_channel (name, kind, config, secret) values ('c', 'webhook', '{}', $1)`,
    [sealChannel(before, channel as Parameters<typeof sealChannel>[1])],
  );
  const person = { email: 'ada@example.org', name: 'Ada', role: 'viewer', passwordHash: '' } as const;
  const userId = await insertUser(database.pool, person);
  await insertTwoStep(database.pool, userId, sealTotpSecret(before, totp));
  await expect(rotateSecret(database.pool, 'some other secret', 'the secret after')).rejects.toThrow(
    'another SIGNALBOX_SECRET',
  );
  expect(keyIdOf(await read('source'))).toBe(before.keyId);
  expect(await rotateSecret(database.pool, 'the secret before', 'the secret after')).toEqual({ sealed: 3, before: 0 });
  expect(openSecrets(after, await read('source'))).toEqual(source);
  expect(openChannel(after, await read('alert_channel'))).toEqual(channel);
  expect(openTotpSecret(after, await read('auth_two_step'))).toEqual(totp);
  expect(await rotateSecret(database.pool, 'the secret before', 'the secret after')).toEqual({ sealed: 0, before: 3 });
});
