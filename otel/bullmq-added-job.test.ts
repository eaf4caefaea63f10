import { expect, it } from 'vitest';
import { addedJobAttributes } from './bullmq-added-job.ts';

const timestamp = Date.parse('2026-01-02T03:04:05.000Z');

it('tells when a delayed job is due, its priority, its attempts and its parent', () => {
  const opts = { attempts: 3, delay: 60_000, priority: 7, parent: { id: 'p-1', queue: 'my:prefix:orders' } };
  expect(addedJobAttributes({ id: '1', timestamp, opts })).toEqual({
    'job.max_attempts': 3,
    'job.scheduled_at': '2026-01-02T03:05:05.000Z',
    'job.priority': 7,
    'job.parent.id': 'p-1',
    'job.parent.queue': 'orders',
  });
});

it('says that a job without options has one attempt, and nothing else', () => {
  expect(addedJobAttributes({ id: '1', timestamp, opts: { attempts: 0, delay: 0, priority: 0 } })).toEqual({
    'job.max_attempts': 1,
  });
});

it('reads the job of a flow node, and the ids of a bulk', () => {
  const job = { id: 'b', timestamp, opts: { attempts: 2 } };
  expect(addedJobAttributes({ job, children: [] })).toEqual({ 'job.max_attempts': 2 });
  expect(addedJobAttributes([job, { ...job, id: 'c' }])).toEqual({ 'bullmq.job.bulk.ids': ['b', 'c'] });
});

it.each([[undefined], [null], [[]], [7], [[{ job: 1 }]], [{ other: 1 }]])('says nothing of %j', (value) => {
  expect(addedJobAttributes(value)).toEqual({});
});
