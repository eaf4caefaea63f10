// The program itself around real commands, with a door that notes what it is told, one that hangs, and none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '#lib/launch/free-port.ts';

interface Told {
  phase: string;
  query: URLSearchParams;
  traceparent: string | undefined;
  output: string;
}
let told: Told[] = [];
let isHanging = false;
const door = createServer(async (request, response) => {
  if (isHanging) return;
  const url = new URL(request.url ?? '', 'http://door');
  let output = '';
  for await (const piece of request) output += piece;
  told.push({
    phase: url.pathname.split('/').at(-1) ?? '',
    query: url.searchParams,
    traceparent: request.headers.traceparent as string | undefined,
    output,
  });
  response.end('{}');
});
let doorUrl = '';
beforeAll(async () => {
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  doorUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
});
afterAll(() => {
  door.closeAllConnections();
  door.close();
});
beforeEach(() => {
  told = [];
  isHanging = false;
});

async function exec(args: string[], env: Record<string, string> = {}, onOutput?: (pid: number, text: string) => void) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, SIGNALBOX_OTLP_URL: doorUrl, SIGNALBOX_CHECK_IN_TOKEN: 'tok', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (piece) => {
    out += piece;
    onOutput?.(child.pid ?? 0, out);
  });
  child.stderr.on('data', (piece) => {
    errors += piece;
  });
  const [code] = await once(child, 'close');
  return { code, out, errors };
}
const node = (script: string): string[] => ['--schedule', 'nightly', '--', process.execPath, '-e', script];
const last = (): Told => told.find(({ phase }) => phase !== 'start') as Told;

describe('signalbox exec', () => {
  it('passes on output and exit code, and tells start and end under one id', async () => {
    const { code, out, errors } = await exec(node(`console.log('out'); console.error('bad'); process.exitCode = 3`));
    expect([code, out, errors]).toEqual([3, 'out\n', 'bad\n']);
    expect(told.map(({ phase }) => phase).sort()).toEqual(['3', 'start']);
    expect(new Set(told.map(({ query }) => query.get('rid'))).size).toBe(1);
    expect(last().output).toContain('out\n');
    expect(last().output).toContain('bad\n');
    expect(Number(last().query.get('durationMs'))).toBeGreaterThan(0);
  });

  it('gives the command what carries the correlation on, and not the token', async () => {
    const script = `console.log(JSON.stringify(process.env))`;
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    const given = {
      SIGNALBOX_CORRELATION_ID: 'order ü',
      TRACEPARENT: traceparent,
      BAGGAGE: 'tenant=a,correlation.id=old',
    };
    const env = JSON.parse((await exec(node(script), given)).out);
    expect(env).toMatchObject({
      SIGNALBOX_CORRELATION_ID: 'order ü',
      SIGNALBOX_SCHEDULE: 'nightly',
      BAGGAGE: `correlation.id=${encodeURIComponent('order ü')},tenant=a`,
    });
    expect(env.SIGNALBOX_CHECK_IN_TOKEN).toBeUndefined();
    expect(env.TRACEPARENT).toMatch(new RegExp(`^00-${'ab'.repeat(16)}-`));
    expect(last().traceparent).toBe(env.TRACEPARENT);
    expect(last().query.get('correlationId')).toBe('order ü');
    expect(last().query.get('rid')).toBe(env.SIGNALBOX_RID);
    const fresh = JSON.parse((await exec(node(script))).out);
    expect(fresh.SIGNALBOX_CORRELATION_ID).toBe(fresh.SIGNALBOX_RID);
  });

  it('passes signals on and says which one ended the command', async () => {
    const script = `console.log('ready'); setInterval(() => {}, 1000)`;
    const { code } = await exec(node(script), {}, (pid, text) => text === 'ready\n' && process.kill(pid, 'SIGTERM'));
    expect(code).toBe(143);
    expect([last().phase, last().query.get('signal')]).toEqual(['143', 'SIGTERM']);
  });

  it('says what a shell would of a command that is not there', async () => {
    const { code, errors } = await exec(['--', 'no-such-command-anywhere']);
    expect([code, last().phase]).toEqual([127, '127']);
    expect(errors).toContain('command not found');
  });

  it('neither fails nor holds up the command when the door is away, hangs, or there is no token', async () => {
    const script = `console.log('done'); process.exitCode = 4`;
    const away = await exec(node(script), { SIGNALBOX_OTLP_URL: `http://127.0.0.1:${await freePort()}` });
    expect([away.code, away.out]).toEqual([4, 'done\n']);
    expect(away.errors).toContain('cannot be reached');
    isHanging = true;
    const hung = await exec(node(script));
    expect([hung.code, hung.out]).toEqual([4, 'done\n']);
    expect(hung.errors).toContain('does not answer');
    const mute = await exec(node(script), { SIGNALBOX_CHECK_IN_TOKEN: '' });
    expect([mute.code, mute.out]).toEqual([4, 'done\n']);
    expect(mute.errors).toContain('no token');
  });

  it('says how it is used when it is not clear what to run', async () => {
    for (const args of [[], ['--schedule', 'x'], ['--shedule', 'x', '--', 'true'], ['--']]) {
      const { code, errors } = await exec(args);
      expect(code).toBe(64);
      expect(errors).toContain('signalbox exec --schedule NAME');
    }
  });
});
