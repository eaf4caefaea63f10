// Log records with trace context, from the door to the page of the run they belong to.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getRun } from '#lib/api/get-run.ts';
import { bootstrap, useDatabase } from '#lib/api/testing/call.ts';
import { authorise } from '#lib/auth/authorise.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobSpan, jsonOf, jsonType, logsOf, openTestDoor, post, type TestDoor, tracesOf } from './testing-door.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
  useDatabase(door.database.url);
});
afterAll(() => door.close());

const nanos = (offsetMs: number): string => String((Date.now() + offsetMs) * 1_000_000);

async function send(signal: 'traces' | 'logs', message: object): Promise<void> {
  expect((await post(`${door.url}/v1/${signal}`, jsonType, jsonOf(message))).status).toBe(200);
}

/** The run of a job as its page gets it. */
async function runOf(jobId: string) {
  await deriveAll(door.database.pool);
  const { rows } = await door.database.pool.query<{ id: string }>('select id from run where job_key = $1', [jobId]);
  const headers = new Headers({ authorization: `Bearer ${bootstrap}` });
  return getRun(await authorise(headers, '/api/v1/runs/[id]', 'GET'), rows[0]?.id ?? '');
}

it('shows with a run the records of its trace, by time, whatever came first', async () => {
  const span = jobSpan({ traceId: '1a'.repeat(16) });
  const record = (body: string, offsetMs: number, over: object = {}) => ({
    timeUnixNano: nanos(offsetMs),
    severityNumber: 9,
    body: { stringValue: body },
    traceId: span.traceId,
    spanId: span.spanId,
    ...over,
  });
  // the SDK exports logs and spans apart, and the logs of a job usually before its span
  await send('logs', logsOf([record('charging', -40), record('charged', -10, { severityNumber: 13 })]));
  await send('traces', tracesOf([span]));
  await send('logs', logsOf([record('late, of another span', -5, { spanId: 'cd'.repeat(8) })]));
  const attributes = span.attributes as { key: string; value: { stringValue: string } }[];
  const { logs } = await runOf(attributes.find(({ key }) => key === 'job.id')?.value.stringValue ?? '');
  expect(logs.map(({ body, severity, spanId }) => [body, severity, spanId])).toEqual([
    ['charging', 9, span.spanId],
    ['charged', 13, span.spanId],
    ['late, of another span', 9, 'cd'.repeat(8)],
  ]);
});

it('shows with a run neither records without trace context, nor those of other traces or environments', async () => {
  const span = jobSpan({ traceId: '2b'.repeat(16) });
  const record = { timeUnixNano: nanos(0), severityNumber: 9, body: { stringValue: 'foreign' } };
  await send('traces', tracesOf([span]));
  await send('logs', logsOf([record, { ...record, traceId: '2c'.repeat(16), spanId: span.spanId }]));
  const resource = {
    attributes: [
      { key: 'service.name', value: { stringValue: 'logger' } },
      { key: 'deployment.environment.name', value: { stringValue: 'staging' } },
    ],
  };
  const scopeLogs = [{ scope: { name: 'x' }, logRecords: [{ ...record, traceId: span.traceId }] }];
  const elsewhere = { resourceLogs: [{ resource, scopeLogs }] };
  await send('logs', elsewhere);
  const attributes = span.attributes as { key: string; value: { stringValue: string } }[];
  const run = await runOf(attributes.find(({ key }) => key === 'job.id')?.value.stringValue ?? '');
  expect(run.traceId).toBe(span.traceId);
  expect(run.logs).toEqual([]);
  // stored all the same: they belong to the service
  const stored = await door.database.pool.query(`select 1 from log where body = 'foreign'`);
  expect(stored.rowCount).toBe(3);
});
