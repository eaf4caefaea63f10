import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** A process whose lines nobody reads any more: its reader was ended, as a launcher is by kill -9. */
async function endOfUnread(source: string): Promise<unknown> {
  const program = `import { log } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))};
    process.stdin.resume().on('end', () => { ${source} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdout.destroy();
  await once(child.stdout, 'close');
  child.stdin.end();
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

test.each([
  ["log.warn('a'); log.warn('b'); process.exit(3)", 3],
  ["log.fatal('a'); process.exit(3)", 3],
  ["log.warn('a'); setTimeout(() => { log.fatal('b'); process.exit(3); }, 100)", 3],
  ["log.warn('a'); log.warn('b'); setTimeout(() => log.warn('c'), 100)", 0],
])('a process whose lines nobody reads goes on, and ends when it means to: %s', async (source, code) => {
  expect(await endOfUnread(source)).toBe(code);
});
