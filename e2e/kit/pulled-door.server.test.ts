// Signalbox goes away in the middle of a worker's work: killed, then there but silent, then back.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { createTestDatabase } from '#lib/testing/database.ts';
import { startOwnDoor } from './own-door.ts';
import { spawnWorker } from './start-worker.ts';

it('does every job at once and well, whatever becomes of the door, and tells again when it is back', async () => {
  const database = await createTestDatabase();
  const door = await startOwnDoor(database.url);
  const held: Socket[] = [];
  const silent = createServer((socket) => held.push(socket.on('error', () => {})));
  const worker = spawnWorker('line-worker.fixture.ts', {
    SIGNALBOX_OTLP_URL: door.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    SIGNALBOX_HEARTBEAT_MS: '50',
    SIGNALBOX_STARTED_AFTER_MS: '0',
  });
  const complaints = text(worker.stderr);
  const lines = createInterface({ input: worker.stdout });
  /** Resolves when the jobs are done; the state of the door meanwhile is the test's. */
  const does = async (jobs: readonly string[]) => {
    for (const id of jobs) {
      const done = once(lines, 'line');
      worker.stdin.write(`${id}\n`);
      expect(await done).toEqual([`done ${id}`]);
    }
  };
  const named = (phase: string) => Array.from({ length: 40 }, (_, i) => `${phase}-${i}`);
  const arrived = async (phase: string) => {
    await deriveAll(database.pool);
    const { rows } = await database.pool.query(`select count(*)::int4 as n from run where job_key like $1`, [
      `${phase}-%`,
    ]);
    return rows[0].n as number;
  };
  try {
    await does(named('before'));
    await expect.poll(() => arrived('before'), { timeout: 60_000 }).toBe(40);
    await door.pull();
    await does(named('away'));
    silent.listen(Number(new URL(door.url).port), '127.0.0.1');
    await once(silent, 'listening');
    await does(named('silent'));
    for (const socket of held) socket.destroy();
    await once(silent.close(), 'close');
    await door.open();
    await does(named('back'));
    await expect.poll(() => arrived('back'), { timeout: 60_000 }).toBe(40);
    const exited = once(worker, 'exit');
    worker.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(await complaints).toBe('');
  } finally {
    worker.kill('SIGKILL');
    await door.close();
    await database.drop();
  }
}, 300_000);
