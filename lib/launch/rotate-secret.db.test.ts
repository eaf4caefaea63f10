import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTotpSecret, sealTotpSecret } from '#lib/auth/two-step-secret.ts';
import { openSecrets, sealSecrets } from '#lib/db/source/source-row.ts';
import { insertUser } from '#lib/db/user/insert-user.ts';
import { insertTwoStep } from '#lib/db/user/two-step.ts';
import { openChannel, sealChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox, isBoundToRow, keyIdOf } from '#lib/secrets.ts';
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
const source = { config: { url: 'redis://u:pw@h' }, actUrl: null };
const channel = { config: { url: 'https://example.com' }, signingSecret: 'whsec_x' };
const totp = Buffer.from('12345678901234567890');
const ids = { source: randomUUID(), alert_channel: randomUUID(), auth_two_step: '' };
const read = async (table: keyof typeof ids): Promise<{ id: string; secret: Buffer }> => {
  const { rows } = await database.pool.query<{ secret: Buffer }>(`select secret from ${table} where id = $1`, [
    ids[table],
  ]);
  return { id: ids[table], secret: rows[0]?.secret as Buffer };
};
const write = (table: keyof typeof ids, secret: Buffer) =>
  database.pool.query(`update ${table} set secret = $2 where id = $1`, [ids[table], secret]);

it('seals everything anew, may be cut off and repeated, and changes nothing with a wrong secret', async () => {
  await database.pool.query(
    `insert into source (id, name, environment, kind, config, poll_ms, secret) values ($1, 's', 'e', 'bullmq', '{}', 5000, $2)`,
    [ids.source, sealSecrets(before, ids.source, source)],
  );
  await database.pool.query(
    `insert into alert_channel (id, name, kind, config, secret) values ($1, 'c', 'webhook', '{}', $2)`,
    [ids.alert_channel, sealChannel(before, ids.alert_channel, channel as Parameters<typeof sealChannel>[2])],
  );
  const person = { email: 'ada@example.org', name: 'Ada', role: 'viewer', passwordHash: '' } as const;
  const userId = await insertUser(database.pool, person);
  ids.auth_two_step = userId;
  await insertTwoStep(database.pool, userId, sealTotpSecret(before, userId, totp));
  await expect(rotateSecret(database.pool, 'some other secret', 'the secret after')).rejects.toThrow(
    'another SIGNALBOX_SECRET',
  );
  expect(keyIdOf((await read('source')).secret)).toBe(before.keyId);
  expect(await rotateSecret(database.pool, 'the secret before', 'the secret after')).toEqual({ sealed: 3, before: 0 });
  expect(openSecrets(after, await read('source'))).toEqual(source);
  expect(openChannel(after, await read('alert_channel'))).toEqual(channel);
  expect(openTotpSecret(after, await read('auth_two_step'))).toEqual(totp);
  expect(await rotateSecret(database.pool, 'the secret before', 'the secret after')).toEqual({ sealed: 0, before: 3 });
});

it('binds to their rows what was sealed before there was such a thing, under either secret', async () => {
  await write('source', sealUnbound('the secret before', JSON.stringify(source), 'source'));
  await write('alert_channel', sealUnbound('the secret after', JSON.stringify(channel), 'alert channel'));
  expect(openSecrets(before, await read('source'))).toEqual(source);
  expect(await rotateSecret(database.pool, 'the secret before', 'the secret after')).toEqual({ sealed: 2, before: 1 });
  expect(isBoundToRow((await read('source')).secret)).toBe(true);
  expect(isBoundToRow((await read('alert_channel')).secret)).toBe(true);
  expect(openSecrets(after, await read('source'))).toEqual(source);
  expect(openChannel(after, await read('alert_channel'))).toEqual(channel);
});

it('a value that is moved to another row of its table does not open there', async () => {
  const { secret } = await read('source');
  const { rows } = await database.pool.query<{ id: string; secret: Buffer }>(
    `insert into source (name, environment, kind, config, poll_ms, secret) values ('t', 'e', 'bullmq', '{}', 5000, $1) returning id, secret`,
    [secret],
  );
  expect(() => openSecrets(after, rows[0] as { id: string; secret: Buffer })).toThrow('altered');
});
