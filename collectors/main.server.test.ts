import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Run {
  child: ChildProcess;
  output: () => string;
  says(text: string): Promise<void>;
  exit: Promise<number | null>;
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['collectors/main.ts', ...args], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      SIGNALBOX_SECRET: 'a secret that is long enough for a test',
      SIGNALBOX_CONFIG: '/dev/null',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const heard = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const listener of heard) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!output.includes(text)) return;
          heard.delete(look);
          resolve();
        };
        heard.add(look);
        look();
        void exit.then(() => reject(new Error(`ended without saying '${text}': ${output}`)));
      }),
    exit,
  };
}

describe('the process of all roles', () => {
  it('starts what it was asked to and ends with 0 when it is told to', async () => {
    const { child, says, exit } = run(['--roles=watcher']);
    await says('"role":"watcher"');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('refuses a role that it does not know', async () => {
    const { exit, output } = run(['--roles=watcher,porter']);
    expect(await exit).toBe(1);
    expect(output()).toContain('porter');
  });

  it('names what is wrong with the settings', async () => {
    const { exit, output } = run(['--roles=watcher'], { SIGNALBOX_SECRET: '' });
    expect(await exit).toBe(1);
    expect(output()).toContain('SIGNALBOX_SECRET');
  });

  it('waits for a database that is away, says so without the password, and can be stopped meanwhile', async () => {
    const { child, says, exit, output } = run(['--roles=watcher'], {
      DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x',
    });
    await says('Waiting for the database at 127.0.0.1:1/x');
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(output()).not.toContain('hunter2');
  });
});
