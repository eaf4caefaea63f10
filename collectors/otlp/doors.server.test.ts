// Several doors as real processes, one of them killed in the middle: nothing acknowledged is lost, nothing is counted twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings } from '#lib/env.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { jobSpan, jsonOf, jsonType, post, testFolder, tracesOf } from './testing-door.ts';

const dataDir = testFolder();
let database: TestDatabase;
const doors: ChildProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const door of doors) {
    if (door.exitCode !== null || door.signalCode !== null) continue;
    door.kill();
    await once(door, 'exit');
  }
  await database.drop();
});

async function openDoorProcess(port: number): Promise<ChildProcess> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    SIGNALBOX_SECRET: 'x'.repeat(32),
    SIGNALBOX_OTLP_HTTP_PORT: String(port),
    SIGNALBOX_OTLP_GRPC_PORT: String(await freePort()),
    SIGNALBOX_DATA_DIR: dataDir,
  };
  const main = join(import.meta.dirname, '..', 'main.ts');
  const door = spawn(process.execPath, [main, '--roles=door'], { env, stdio: 'ignore' });
  doors.push(door);
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await expect.poll(isUp, { timeout: 20_000, interval: 50 }).toBe(true);
  return door;
}

it('loses nothing that was acknowledged and counts nothing twice when a door is killed under load', async () => {
  const ports = [await freePort(), await freePort()] as const;
  const [first] = await Promise.all(ports.map(openDoorProcess));
  const requests = Array.from({ length: 300 }, () => Array.from({ length: 5 }, () => jobSpan()));
  let answered = 0;
  let restarted: Promise<unknown> = Promise.resolve();

  /** As an exporter does: try again, at whichever door answers, until the request is acknowledged. */
  async function deliver(spans: object[], start: number): Promise<void> {
    for (let attempt = start; ; attempt++) {
      const url = `http://127.0.0.1:${ports[attempt % 2]}/v1/traces`;
      const status = await post(url, jsonType, jsonOf(tracesOf(spans))).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) break;
      expect([0, 503]).toContain(status);
    }
    if (++answered === 100) {
      first?.kill('SIGKILL');
      restarted = openDoorProcess(ports[0]);
    }
  }

  const queue = [...requests.entries()];
  const sender = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await deliver(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: 12 }, sender));
  await restarted;

  const deriver = await startDeriver({
    settings: { ...readSettings({}), databaseUrl: database.url },
    pool: database.pool,
  });
  const count = async (statement: string) => (await database.pool.query<{ n: number }>(statement)).rows[0]?.n;
  await expect.poll(() => count('select count(*)::int4 as n from inbox'), { timeout: 30_000 }).toBe(0);
  await deriver.close();

  const sent = requests.flat().length;
  expect(await count('select count(distinct span_id)::int4 as n from span')).toBe(sent);
  expect(await count('select count(*)::int4 as n from run where redirect_to is null and state = 5')).toBe(sent);
  expect(await count('select sum(attempts)::int4 as n from run')).toBe(sent);
  expect(await count('select sum(succeeded)::int4 as n from rollup_delta where grain = 60')).toBe(sent);
}, 90_000);
