import { expect, it } from 'vitest';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { SpanFlaw } from '#lib/ingest/span-row.ts';
import { spanRow } from '../testing-span.ts';
import { spansToEvidence } from './index.ts';

const attributes = { 'job.id': 'j1', 'job.name': 'tidy-up', 'job.queue': 'chores' };
const runOf = (over: object, more = {}) => {
  const span = spanRow({ attributes: { ...attributes, ...more }, ...over });
  return deriveRun(spansToEvidence([span], span.startedAt + 1_000_000));
};

it.each<SpanFlaw>(['no-end', 'end-before-start', 'end-in-future'])(
  'an attempt whose span has the flaw %s has ended, for a duration that nobody knows',
  (flaw) => {
    const run = runOf({ durationUs: 0, flaws: [flaw] });
    expect(run).toMatchObject({ state: 'succeeded', durationUs: null });
    expect(run.attempts).toHaveLength(1);
    expect(run.attempts[0]).toMatchObject({ state: 'succeeded', durationUs: null, startedAt: 1_700_000_000_000_000 });
  },
);

it('says why such an attempt failed', () => {
  const failed = { status: 2, statusMessage: 'boom', durationUs: 0, flaws: ['no-end'] };
  const run = runOf(failed, { 'job.attempt': 3, 'job.max_attempts': 3 });
  expect(run.attempts.at(-1)).toMatchObject({ state: 'failed', durationUs: null, error: { message: 'boom' } });
});

it('an attempt that began and ended in one tick took no time, which is a duration', () => {
  expect(runOf({ durationUs: 0 })).toMatchObject({ state: 'succeeded', durationUs: 0 });
});
