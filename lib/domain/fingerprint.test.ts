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

test('another type or message is another cause', () => {
  const one = fingerprintOf(error('order 1 not found', stack(4)));
  expect(fingerprintOf(error('order 1 not found', stack(4), 'RangeError'))).not.toBe(one);
  expect(fingerprintOf(error('order 1 was lost', stack(4)))).not.toBe(one);
});

test('one outage is one group, whatever code of which system met it', () => {
  const message = 'connect ECONNREFUSED 10.0.0.7:5432';
  const inNode = fingerprintOf({ type: null, message });
  const inRuby = "app/jobs/mail.rb:7:in `perform'";
  const inPython = '  File "/srv/app/tasks.py", line 7, in send';
  expect(fingerprintOf({ type: 'Error', message, stack: stack(4) })).toBe(inNode);
  expect(fingerprintOf({ type: 'RuntimeError', message: 'connect ECONNREFUSED 10.0.0.8:5432', stack: inRuby })).toBe(
    inNode,
  );
  const typed = fingerprintOf({ type: 'ConnectionError', message: 'no route to host', stack: inRuby });
  expect(fingerprintOf({ type: 'ConnectionError', message: 'no route to host', stack: inPython })).toBe(typed);
  expect(fingerprintOf({ type: null, message: 'ConnectionError: no route to host' })).toBe(typed);
  expect(typed).not.toBe(fingerprintOf({ type: null, message: 'no route to host' }));
});

test('a message that says nothing leaves it to the top functions of our own code', () => {
  for (const message of ['', '42', 'failed', 'TypeError']) {
    const one = fingerprintOf(error(message, stack(4)));
    expect(fingerprintOf(error(message, stack(9, '/srv/release-7/src/mail.ts')))).toBe(one);
    expect(fingerprintOf(error(message, stack(4, '/app/src/mail.ts', 'retry')))).not.toBe(one);
  }
});

test('a very long message takes no long time', () => {
  const started = performance.now();
  for (const piece of ['/a', 'a@', '"', "'", '1.', 'f0', 'http://']) normalizeMessage(piece.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(500);
});
