import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { end, eventually, type Launched, launch, launchEnvironment, launchFolder } from './testing/launched.ts';

const running: Launched[] = [];
const endAll = async (): Promise<void> => {
  for (const one of running.splice(0)) await end(one);
};

async function started(more: Record<string, string> = {}): Promise<Launched> {
  const folder = launchFolder();
  const one = launch(folder, { ...(await launchEnvironment(folder)), ...more });
  running.push(one);
  return one;
}

const ready = /Signalbox is at/;
const live = async (one: Launched): Promise<number> =>
  fetch(`http://127.0.0.1:${one.env.SIGNALBOX_OTLP_HTTP_PORT}/livez`).then(
    (answer) => answer.status,
    () => 0,
  );

/** Process id of the child whose command line holds `part`. */
const pidOf = (one: Launched, part: string): number =>
  one.processes().find(({ command }) => command.includes(part) && !command.includes('guard.ts'))?.pid ?? 0;

// One product lives through all of it, in this order: a start is the longest part of each.
describe('npm start', () => {
  let one: Launched;
  beforeAll(async () => {
    one = await started();
    await one.until(ready);
  }, 120_000);
  afterAll(endAll);

  test('gives a one-time code, and keeps its secret to its owner', async () => {
    expect(one.output()).toMatch(/one-time code [A-Z0-9-]{19}/);
    expect(statSync(join(one.folder, 'data', 'secret')).mode & 0o777).toBe(0o600);
    expect(await live(one)).toBe(200);
  });

  test('is refused on a data directory that is in use, and says by whom', async () => {
    const second = launch(one.folder, { ...(await launchEnvironment(one.folder)) });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(
      `Signalbox already runs on ${join(one.folder, 'data')} (process ${one.child.pid})`,
    );
    expect(await live(one)).toBe(200);
  });

  test.each(['--roles=door', '--roles=watcher', '/bin/postgres'])('starts %s again after kill -9', async (part) => {
    const before = pidOf(one, part);
    process.kill(before, 'SIGKILL');
    await eventually(
      () => pidOf(one, part),
      (pid) => pid !== 0 && pid !== before,
    );
    await eventually(
      () => live(one),
      (status) => status === 200,
    );
  });

  test('takes everything with it when the launcher itself is killed, and starts again on the same data', async () => {
    one.child.kill('SIGKILL');
    await one.exited;
    one = launch(one.folder, one.env);
    running.splice(0, 1, one);
    await one.until(ready);
    expect(await live(one)).toBe(200);
  });

  test('leaves no process behind when told to end', async () => {
    one.child.kill('SIGINT');
    expect(await one.exited).toBe(0);
    expect(one.processes()).toEqual([]);
  });

  test('lets go of every process when the launcher is killed', async () => {
    one = launch(one.folder, one.env);
    running.splice(0, 1, one);
    await one.until(ready);
    one.child.kill('SIGKILL');
    await one.exited;
    expect(await eventually(one.processes, (left) => left.length === 0)).toEqual([]);
  });
});

describe('a start that cannot be', () => {
  afterEach(endAll);

  test.each(['HTTP', 'GRPC'])('names a taken OTLP/%s port with its setting, and starts nothing', async (kind) => {
    const setting = `SIGNALBOX_OTLP_${kind}_PORT`;
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const one = await started({ [setting]: String(port) });
    expect(await one.exited).toBe(1);
    holder.close();
    expect(one.output()).toContain(`${setting}: port ${port} on 127.0.0.1 is taken`);
    expect(one.output()).not.toContain('door');
    expect(one.processes()).toEqual([]);
  });

  test('lists all faults of the settings at once, and starts nothing', async () => {
    const one = await started({ PORT: 'x', SIGNALBOX_ROLES: 'cook', DATABASE_URL: 'mysql://x' });
    expect(await one.exited).toBe(1);
    for (const name of ['PORT', 'SIGNALBOX_ROLES', 'DATABASE_URL']) expect(one.output()).toContain(`  ${name}: `);
    expect(one.processes()).toEqual([]);
  });

  test('refuses a signalbox.yaml with a fault before anything runs', async () => {
    const one = await started({ SIGNALBOX_CONFIG: 'absent.yaml' });
    expect(await one.exited).toBe(1);
    expect(one.output()).toContain('absent.yaml cannot be read');
    expect(one.processes()).toEqual([]);
  });
});
