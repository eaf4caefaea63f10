import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#lib/testing/database.ts';

const migration = resolve(import.meta.dirname, '../migrations/0019-no-answers.sql');

it('an upgrade forgets what receivers answered, and nothing else', async () => {
  const { pool, drop } = await createTestDatabase();
  const said = { webhook: randomUUID(), email: randomUUID(), removed: randomUUID() };
  for (const kind of ['webhook', 'email'] as const)
    await pool.query(`insert into alert_channel (id, name, kind, config) values ($1, $2, $2, '{}')`, [
      said[kind],
      kind,
    ]);
  const errors: [keyof typeof said, string | null, string | null][] = [
    ['webhook', 'answered 500: the secret\nis hunter2', 'answered 500'],
    ['webhook', 'answered 302; redirects are not followed', 'answered 302; redirects are not followed'],
    ['webhook', 'no answer within 10 s', 'no answer within 10 s'],
    ['webhook', null, null],
    ['email', 'Message failed: 451 hunter2', 'it was not taken'],
    ['removed', 'answered 404: hunter2', 'answered 404'],
    ['removed', 'Invalid greeting. response=hunter2', 'it was not taken'],
  ];
  for (const [n, [channel, error]] of errors.entries())
    await pool.query(
      `insert into alert_delivery (id, channel_id, type, body, due_at, last_error, created_at)
       values ($1, $2, 'alert.firing', '{}', now(), $3, now() + make_interval(secs => $4))`,
      [randomUUID(), said[channel], error, n],
    );
  await pool.query(readFileSync(migration, 'utf8'));
  const { rows } = await pool.query<{ last_error: string | null }>(
    'select last_error from alert_delivery order by created_at',
  );
  expect(rows.map((row) => row.last_error)).toEqual(errors.map(([, , after]) => after));
  await drop();
});
