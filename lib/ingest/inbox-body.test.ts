import { expect, test } from 'vitest';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import { AppError } from '#lib/errors.ts';
import { joinBodies, unpackInbox } from '#lib/ingest/inbox-body.ts';

const items = jobStream({ runs: 40, runsPerSecond: 10, startUs: 1_767_225_600_000_000 }).map(normalizeEvidence);
const bodies = [items.slice(0, 7), items.slice(7, 8), items.slice(8)].map(packEvidence);

test('evidence of several requests comes back from one inbox row, in order', () => {
  expect(unpackInbox(joinBodies(bodies))).toEqual(items);
});

test('a row that an earlier version wrote, one body alone, is read as well', () => {
  expect(unpackInbox(packEvidence(items))).toEqual(items);
});

test('a joined row takes less than two thirds of its parts', () => {
  const plain = bodies.reduce((sum, body) => sum + body.length, 0);
  expect(joinBodies(bodies).length).toBeLessThan(plain * 0.66);
});

test('a damaged row is refused, whatever is wrong with it', () => {
  const whole = joinBodies(bodies);
  const flipped = Buffer.from(whole);
  flipped[3] = (flipped[3] ?? 0) ^ 0xff;
  for (const bad of [whole.subarray(0, whole.length - 9), flipped, Buffer.of(0), Buffer.of(0, 1, 2)]) {
    expect(() => unpackInbox(bad)).toThrow(AppError);
  }
});
