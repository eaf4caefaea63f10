// The captures all the way: through a running door and a deriver into rows of `run`, compared with what Redis said.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { runStates } from '#lib/domain/run.ts';
import { readSettings } from '#lib/env.ts';
import { jsonOf, jsonType, openTestDoor, post, type TestDoor } from '../../testing-door.ts';

interface Truth {
  queue: string;
  jobId: string;
  state: 'completed' | 'failed';
  attemptsStarted: number;
  failedReason: string | null;
  parent: string | null;
}
interface Request {
  resourceSpans: { resource: object; scopeSpans: { scope: object; spans: { startTimeUnixNano: string }[] }[] }[];
}

let door: TestDoor;
let deriver: Awaited<ReturnType<typeof startDeriver>>;
beforeAll(async () => {
  door = await openTestDoor();
  const settings = { ...readSettings({}), databaseUrl: door.database.url };
  deriver = await startDeriver({ settings, pool: door.database.pool });
});
afterAll(async () => {
  await deriver.close();
  await door.close();
});

/** The capture as if it had been taken a minute ago: old moments would make every run a late one. */
function load(scenario: string): { request: Request; truths: Truth[] } {
  const base = join(import.meta.dirname, 'fixtures', 'bullmq-6', scenario);
  const text = readFileSync(`${base}.otlp.json`, 'utf8');
  const first = BigInt(/"startTimeUnixNano": "(\d+)"/.exec(text)?.[1] ?? 0);
  const shift = BigInt(Date.now() - 60_000) * 1_000_000n - first;
  const moved = text.replace(/(UnixNano": )"(\d+)"/g, (_, key, nanos) => `${key}"${BigInt(nanos) + shift}"`);
  return { request: JSON.parse(moved), truths: JSON.parse(readFileSync(`${base}.truth.json`, 'utf8')) };
}

/** One request a span, last first: nothing is together that belongs together. */
const apart = (request: Request): Request[] =>
  request.resourceSpans
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map((span) => ({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] })),
      ),
    )
    .reverse();

async function send(requests: object[]): Promise<void> {
  for (const request of requests) {
    expect((await post(`${door.url}/v1/traces`, jsonType, jsonOf(request))).status).toBe(200);
  }
  const left = async () => (await door.database.pool.query('select 1 from inbox limit 1')).rowCount;
  await expect.poll(left, { timeout: 20_000 }).toBe(0);
}

const byJobId = (a: { jobId: string }, b: { jobId: string }): number => (a.jobId < b.jobId ? -1 : 1);

async function runsOf(queues: string[]) {
  const { rows } = await door.database.pool.query(
    `select q.name as queue, r.job_key as "jobId", r.state, r.attempts, r.error_message as error, p.job_key as parent
       from run r
       join queue q on q.id = r.queue_id
       -- an edge to a job leads to the node of that job's name, which is also its alias
       left join edge e on e.run_id = r.id and e.kind = $2
       left join (select distinct alias, run_id from run_alias) a on a.alias = encode(substring(e.target from 2), 'hex')::uuid
       left join run p on p.id = a.run_id
      where r.redirect_to is null and q.name = any($1)`,
    [queues, edgeKinds.indexOf('parent-job')],
  );
  return rows.sort(byJobId);
}

it.each(['success', 'retry-then-success', 'exhausted', 'unrecoverable', 'released', 'bulk', 'flow', 'stalled'])(
  'makes the runs of %s as Redis knows them, however the spans arrive, also when they arrive twice',
  async (scenario) => {
    const { request, truths } = load(scenario);
    const expected = truths
      .map(({ queue, jobId, state, attemptsStarted, failedReason, parent }) => ({
        queue,
        jobId,
        state: runStates.indexOf(state === 'completed' ? 'succeeded' : 'dead'),
        attempts: attemptsStarted,
        error: failedReason,
        parent,
      }))
      .sort(byJobId);
    const queues = [...new Set(truths.map(({ queue }) => queue))];
    await send(apart(request));
    const first = await runsOf(queues);
    // Apart, nothing says which job a flow's children belong to.
    expect(first).toMatchObject(expected.map(({ parent: _, ...rest }) => rest));
    await send([request]);
    expect(await runsOf(queues)).toEqual(expected);
  },
);
