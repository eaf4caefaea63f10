import { expect, it } from 'vitest';
import type { Attributes, LogRow } from '#lib/ingest/span-row.ts';
import { spanRow } from '../testing-span.ts';
import { workerNews } from './worker-news.ts';

const at = 1_700_000_000_000_000;
function record(name: string, attributes: Attributes): LogRow {
  const { scope, resource } = spanRow(
    { attributes: {} },
    { 'service.instance.id': 'host-7', 'service.version': '1.2.3', 'deployment.environment.name': 'staging' },
  );
  const told = { 'event.name': name, ...attributes };
  return { at, traceId: null, spanId: null, severity: 5, body: '', attributes: told, cut: null, scope, resource };
}
const beat = { 'job.system': 'pg-boss', 'job.worker.queues': ['mail', 'print'], 'job.worker.busy': 2 };

it('reads what a worker says of itself', () => {
  expect(workerNews([record('job.worker', { ...beat, 'job.worker.concurrency': 5 })]).beats).toEqual([
    {
      environment: 'staging',
      system: 'pg-boss',
      name: 'host-7',
      queues: ['mail', 'print'],
      concurrency: 5,
      busy: 2,
      version: '1.2.3',
      at,
    },
  ]);
});

it('takes the library’s own name for it, and leaves open what it does not know', () => {
  expect(workerNews([record('job.worker', { ...beat, 'job.worker.name': 'w-1' })]).beats[0]).toMatchObject({
    name: 'w-1',
    concurrency: null,
  });
});

it('reads schedules with their zone', () => {
  const attributes = {
    'job.system': 'node-cron',
    'job.schedule.id': 'nightly',
    'job.name': 'nightly',
    'job.queue': 'nightly',
    'job.schedule.cron': '0 3 * * *',
    'job.schedule.time_zone': 'Europe/Berlin',
  };
  expect(workerNews([record('job.schedule', attributes)]).schedules).toEqual([
    {
      environment: 'staging',
      source: 'svc',
      system: 'node-cron',
      fact: {
        name: 'nightly',
        queue: 'nightly',
        job: 'nightly',
        expression: '0 3 * * *',
        everyMs: null,
        timeZone: 'Europe/Berlin',
        nextDueAt: null,
      },
    },
  ]);
});

it('passes over what is neither, or not whole', () => {
  const logs = [
    record('other', beat),
    record('job.worker', { 'job.system': 'pg-boss' }),
    record('job.worker', { ...beat, 'job.worker.queues': 'mail' }),
    record('job.schedule', { 'job.system': 'node-cron' }),
  ];
  expect(workerNews(logs)).toEqual({ beats: [], schedules: [] });
});
