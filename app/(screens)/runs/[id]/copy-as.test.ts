import { expect, test } from 'vitest';
import type { RunDetail } from '#lib/contracts/run.ts';
import { asCurl, asMarkdown } from './copy-as.ts';

const run = {
  id: '018f0000-0000-7000-8000-000000000001',
  environment: 'demo',
  system: 'bullmq',
  queue: 'email',
  job: '`x` <img src=x> | [y](z)',
  jobId: '42',
  state: 'dead',
  correlationId: 'req-7',
  enqueuedAt: '2026-11-24T14:00:00.000Z',
  waitMs: 130,
  totalMs: 6_100,
  attemptCount: 1,
  maxAttempts: 1,
  attempts: [
    {
      number: 1,
      state: 'failed',
      durationMs: 410,
      error: { type: 'SmtpError', message: 'line one\nline ``two', stack: null },
    },
  ],
} as unknown as RunDetail;

test('a ticket says what went wrong, and other people’s names stay code', () => {
  expect(asMarkdown(run, 'http://box/runs/1').split('\n')).toEqual([
    '**`` `x` <img src=x> | [y](z) `` dead** in `email` (bullmq, `demo`)',
    '',
    '- run: [018f0000-0000-7000-8000-000000000001](http://box/runs/1)',
    '- job ID: `42`',
    '- correlation ID: `req-7`',
    '- enqueued: 2026-11-24T14:00:00.000Z',
    '- waited: 130 ms',
    '- in all: 6.1 s',
    '- attempts: 1 of 1',
    '  - attempt 1: failed after 410 ms, ``` SmtpError: line one line ``two ```',
  ]);
});

test('the command carries no token', () => {
  expect(asCurl(run, 'http://box:3000')).toBe(
    `curl -H "Authorization: Bearer $SIGNALBOX_TOKEN" 'http://box:3000/api/v1/runs/018f0000-0000-7000-8000-000000000001'`,
  );
});
