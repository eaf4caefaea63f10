import { expect, test } from 'vitest';
import { fingerprintOf, normalizeMessage } from '#lib/domain/fingerprint.ts';

test('what varies from run to run becomes a placeholder', () => {
  expect(normalizeMessage('Order 8812 of user 5 not found')).toBe('Order <n> of user <n> not found');
  expect(normalizeMessage('job 3f2b8a1e-1111-4222-8333-1234567890ab gone')).toBe('job <uuid> gone');
  expect(normalizeMessage('bad token deadbeef12345678')).toBe('bad token <hex>');
  expect(normalizeMessage('column \'price\' at "line"')).toBe('column <text> at <text>');
  expect(normalizeMessage('ENOENT: no such file, open /var/data/42/in.csv')).toBe('ENOENT: no such file, open <path>');
  expect(normalizeMessage('GET https://api.test/v1/users/5?x=1 gave 502')).toBe('GET <url> gave <n>');
  expect(normalizeMessage('no mailbox ada@example.org')).toBe('no mailbox <email>');
});

test('words that happen to be hex digits stay words', () => {
  expect(normalizeMessage('the facade decade faded')).toBe('the facade decade faded');
});

const error = (message: string, stack?: string, type = 'TypeError') => ({ type, message, stack: stack ?? null });
const stack = (line: number, file = '/app/src/mail.ts', name = 'send'): string =>
  `TypeError: x\n    at ${name} (${file}:${line}:9)\n    at Worker.run (/app/node_modules/bullmq/dist/worker.js:1:1)\n    at node:internal/process:5:5`;

test('errors of one cause share a fingerprint, whatever ids and lines they carry', () => {
  const one = fingerprintOf(error('order 1 not found', stack(4)));
  expect(fingerprintOf(error('order 2 not found', stack(9)))).toBe(one);
  expect(fingerprintOf(error('order 2 not found', stack(9, '/srv/release-7/src/mail.ts')))).toBe(one);
  expect(one).toMatch(/^[0-9a-f]{32}$/);
});

test('another type, message or function of our own is another cause', () => {
  const one = fingerprintOf(error('order 1 not found', stack(4)));
  expect(fingerprintOf(error('order 1 not found', stack(4), 'RangeError'))).not.toBe(one);
  expect(fingerprintOf(error('order 1 was lost', stack(4)))).not.toBe(one);
  expect(fingerprintOf(error('order 1 not found', stack(4, '/app/src/mail.ts', 'retry')))).not.toBe(one);
});

test('a very long message takes no long time', () => {
  const started = performance.now();
  for (const piece of ['/a', 'a@', '"', "'", '1.', 'f0', 'http://']) normalizeMessage(piece.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(500);
});
