import { expect, inject, test } from 'vitest';
import { freePort } from './free-port.ts';
import { waitForDatabase } from './wait-for-database.ts';

test('a database that is away is waited for with a line each time, then given up with the reason and without the password', async () => {
  const port = await freePort();
  const lines: string[] = [];
  const waiting = waitForDatabase(`postgres://u:s3cret@127.0.0.1:${port}/db`, {
    everyMs: 20,
    giveUpMs: 100,
    say: (line) => lines.push(line),
  });
  await expect(waiting).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toMatch(new RegExp(`^Waiting for the database at 127.0.0.1:${port}/db`));
  expect(lines.join()).not.toContain('s3cret');
});

test('a database that is there is not waited for', async () => {
  const lines: string[] = [];
  await waitForDatabase(inject('databaseUrl'), { say: (line) => lines.push(line) });
  expect(lines).toEqual([]);
});
