import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import { evidence, fillWorld, spanOf, trace } from '#lib/api/testing/fixture.ts';
import { type DeadLetterList, deadLetterList } from '#lib/contracts/dead-letter.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { type ErrorGroupList, errorGroup, errorGroupList } from '#lib/contracts/error-group.ts';
import { type FacetList, facetList } from '#lib/contracts/facet.ts';
import { type JobList, jobList } from '#lib/contracts/job.ts';
import { type Journey, journey } from '#lib/contracts/journey.ts';
import { type MetricAnswer, type MetricAnswers, metricAnswer, metrics } from '#lib/contracts/metric.ts';
import { type QueueList, type QueueView, queueList, queueView } from '#lib/contracts/queue.ts';
import { type RunDetail, type RunList, runDetail, runList } from '#lib/contracts/run.ts';
import { type RunOutline, runOutline } from '#lib/contracts/run-outline.ts';
import { scheduleList } from '#lib/contracts/schedule.ts';
import { type SearchAnswer, searchAnswer } from '#lib/contracts/search.ts';
import { type Trust, trust } from '#lib/contracts/trust.ts';
import { type WorkerList, workerList } from '#lib/contracts/worker.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { compactRollups } from '#lib/db/rollup/compact-rollups.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET as deadLetters } from './dead-letters/route.ts';
import { GET as errorByPrint } from './errors/[fingerprint]/route.ts';
import { GET as errors } from './errors/route.ts';
import { GET as exportCsv } from './export/runs.csv/route.ts';
import { GET as exportLines } from './export/runs.jsonl/route.ts';
import { GET as jobs } from './jobs/route.ts';
import { GET as journeys } from './journeys/[correlationId]/route.ts';
import { GET as metricQueries } from './metrics/queries/route.ts';
import { GET as metricQuery } from './metrics/query/route.ts';
import { GET as prometheus } from './metrics/route.ts';
import { GET as queueById } from './queues/[id]/route.ts';
import { GET as queues } from './queues/route.ts';
import { GET as readyz } from './readyz/route.ts';
import { GET as outlineById } from './runs/[id]/outline/route.ts';
import { GET as runById } from './runs/[id]/route.ts';
import { GET as facets } from './runs/facets/route.ts';
import { GET as runs } from './runs/route.ts';
import { GET as schedules } from './schedules/route.ts';
import { GET as search } from './search/route.ts';
import { GET as trustRoute } from './trust/route.ts';
import { GET as workers } from './workers/route.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await fillWorld(database.pool, Date.now());
});

afterAll(async () => {
  await webPool().end();
  await database.drop();
});

describe('the run list', () => {
  it('gives runs newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { status, body }: { status: number; body: RunList } = await call(
        runs,
        `/api/v1/runs?environment=demo&limit=10${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(status).toBe(200);
      expect(runList.parse(body)).toEqual(body);
      seen.push(...body.items.map((run) => run.enqueuedAt ?? ''));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(34);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it('pages by duration too', async () => {
    const first = await call<RunList>(runs, '/api/v1/runs?sort=-durationMs&limit=2');
    const second = await call<RunList>(runs, `/api/v1/runs?sort=-durationMs&limit=2&cursor=${first.body.nextCursor}`);
    const durations = [...first.body.items, ...second.body.items].map((run) => run.durationMs);
    expect(durations).toEqual([3000, 2900, 2800, 2700]);
  });

  it('filters by state, queue, error text and least duration', async () => {
    const count = async (query: string) =>
      (await call<RunList>(runs, `/api/v1/runs?limit=200&${query}`)).body.items.length;
    expect(await count('state=dead')).toBe(2);
    expect(await count('queue=email,payments')).toBe(4);
    expect(await count('queue=email&queue=payments')).toBe(4);
    expect(await count('q=mailbox d1')).toBe(1);
    expect(await count('q=100%25')).toBe(0);
    expect(await count('minDurationMs=2950')).toBe(1);
    expect(await count('job=report')).toBe(30);
    expect(await count('worker=nobody')).toBe(0);
    expect(await count('environment=nowhere')).toBe(0);
    expect(await count('from=now-30s&to=now')).toBeLessThan(34);
    expect(await count('correlationId=req-7')).toBe(2);
  });

  it('finds runs by an attribute of the spans that tell of them, and of no other run', async () => {
    const jobs = async (query: string) => {
      const { status, body } = await call<RunList>(runs, `/api/v1/runs?${query}`);
      expect([status, body.cut]).toEqual([200, null]);
      return body.items.map((run) => run.job).sort();
    };
    expect(await jobs('q=attr.step.name=process payments')).toEqual(['charge']);
    expect(await jobs('q=attr.step.name=send payments')).toEqual(['charge']);
    expect(await jobs('q=attr.step.ms=500')).toEqual(['send-receipt']);
    expect(await jobs('q=attr.service.name=shop-mailer')).toEqual(['send-receipt']);
    expect(await jobs('q=attr.correlation.id=req-7')).toEqual(['charge', 'send-receipt']);
    expect(await jobs('q=attr.correlation.id=req-7&queue=email')).toEqual(['send-receipt']);
    expect(await jobs('q=attr.step.name=POST /orders')).toEqual([]);
    const csv = await call<string>(exportCsv, '/api/v1/export/runs.csv?q=attr.step.ms=500');
    expect(csv.body.trimEnd().split('\r\n')).toHaveLength(2);
    const bad = await call<ErrorBody>(runs, '/api/v1/runs?q=attr.step.ms');
    expect([bad.status, bad.body.error.fields]).toEqual([400, { q: expect.stringContaining('attr.order.id=42') }]);
    expect((await call(queues, '/api/v1/queues?q=attr.a=b')).status).toBe(400);
  });

  it('is bounded by the moment that is asked for, and by bands side by side', async () => {
    const count = async (query: string) =>
      (await call<RunList>(runs, `/api/v1/runs?environment=demo&limit=200&${query}`)).body.items.length;
    const { body } = await call<RunList>(runs, '/api/v1/runs?queue=payments');
    const { enqueuedAt, startedAt, finishedAt } = body.items[0] as RunList['items'][number];
    const around = (moment: string | null, after: number) => {
      const at = Date.parse(moment ?? '');
      return `queue=payments&from=${new Date(at).toISOString()}&to=${new Date(at + after).toISOString()}`;
    };
    expect(await count(`by=enqueuedAt&${around(enqueuedAt, 1)}`)).toBe(1);
    expect(await count(`by=startedAt&${around(enqueuedAt, 1)}`)).toBe(0);
    expect(await count(`by=startedAt&${around(startedAt, 1)}`)).toBe(1);
    expect(await count(`by=finishedAt&${around(startedAt, 1)}`)).toBe(0);
    expect(await count(`by=finishedAt&sort=-durationMs&${around(finishedAt, 1)}`)).toBe(1);
    expect(await count(`by=active&${around(startedAt, 1)}`)).toBe(1);
    expect(await count(`by=active&${around(finishedAt, 1)}`)).toBe(1);
    expect(await count('job=report&minDurationMs=100&maxDurationMs=1500')).toBe(14);
    expect(await count('job=report&minDurationMs=1500')).toBe(16);
    expect(await count('job=report&maxWaitMs=20')).toBe(1);
    expect(await count('minFailedAttempts=1')).toBe(2);
    expect(await count('minFailedAttempts=2')).toBe(0);
  });

  it('counts what each further filter would leave, and the list agrees', async () => {
    const { status, body } = await call<FacetList>(facets, '/api/v1/runs/facets?environment=demo&state=succeeded');
    expect(status).toBe(200);
    expect(facetList.parse(body)).toEqual(body);
    expect([body.total, body.countedSince]).toEqual([32, null]);
    for (const { name, values } of body.facets) {
      for (const { value, count } of values) {
        const kept = name === 'state' ? '' : '&state=succeeded';
        const list = await call<RunList>(runs, `/api/v1/runs?environment=demo&limit=200${kept}&${name}=${value}`);
        expect([name, value, list.body.items.length]).toEqual([name, value, count]);
      }
    }
    expect(body.facets.find((facet) => facet.name === 'state')?.values).toEqual([
      { value: 'succeeded', count: 32 },
      { value: 'dead', count: 2 },
    ]);
  });

  it('says what is wrong with a query', async () => {
    const { status, body } = await call<ErrorBody>(runs, '/api/v1/runs?state=banana&limit=201&sort=x');
    expect(status).toBe(400);
    expect(body.error.code).toBe('invalid_input');
    expect(Object.keys(body.error.fields ?? {}).sort()).toEqual(['limit', 'sort', 'state.0']);
    const bad = await call<ErrorBody>(runs, '/api/v1/runs?from=yesterday');
    expect(bad.body.error.fields).toHaveProperty('from');
    expect((await call(runs, '/api/v1/runs?cursor=bm9wZQ')).status).toBe(400);
  });

  it('says of U+0000 that nothing can hold it', async () => {
    for (const query of ['queue=%00', 'q=%00', 'job=a%00b', 'correlationId=%00']) {
      const { status, body } = await call<ErrorBody>(runs, `/api/v1/runs?${query}`);
      expect([query, status, body.error.code]).toEqual([query, 400, 'invalid_input']);
      expect(body.error.message).toContain('U+0000');
    }
    const journey = await call(journeys, '/api/v1/journeys/%00', { params: { correlationId: '\0' } });
    expect(journey.status).toBe(400);
    expect((await call(search, '/api/v1/search?q=%2500')).status).toBe(200);
  });
});

describe('a run', () => {
  it('comes whole: attempts, transitions, edges, spans and siblings', async () => {
    const { body: list } = await call<RunList>(runs, '/api/v1/runs?queue=payments');
    const id = list.items[0]?.id as string;
    const { status, body } = await call<RunDetail>(runById, `/api/v1/runs/${id}`, { params: { id } });
    expect(status).toBe(200);
    expect(runDetail.parse(body)).toEqual(body);
    expect(body).toMatchObject({ job: 'charge', state: 'succeeded', waitMs: 100, durationMs: 300, totalMs: 400 });
    expect(body.attempts).toMatchObject([{ number: 1, state: 'succeeded', worker: 'w-1', durationMs: 300 }]);
    expect(body.transitions.map(({ kind, state }) => [kind, state])).toEqual([
      ['created', 'queued'],
      ['started', 'running'],
      ['ended', 'succeeded'],
    ]);
    expect(body.spans.map((span) => span.name)).toContain('process payments');
    expect(body.edges.some((edge) => edge.kind === 'created-by' && edge.direction === 'out')).toBe(true);
    expect(body.siblings.map((run) => run.queue)).toEqual(['email']);
    const words = 'rank 1 of 7: set on purpose, as an attribute (attribute)';
    expect(body.correlation).toEqual({ id: 'req-7', rank: 1, via: 'attribute', words });
    expect(body.notes).toEqual([]);
  });

  it('comes as an outline, with what is drawn of each span', async () => {
    const { body: list } = await call<RunList>(runs, '/api/v1/runs?queue=payments');
    const id = list.items[0]?.id as string;
    const { body: whole } = await call<RunDetail>(runById, `/api/v1/runs/${id}`, { params: { id } });
    const { status, body } = await call<RunOutline>(outlineById, `/api/v1/runs/${id}/outline`, { params: { id } });
    expect(status).toBe(200);
    expect(runOutline.parse(body)).toEqual(body);
    const { spanColumns, ...rest } = body;
    // few spans are told of whole
    expect(rest).toEqual(whole);
    expect(spanColumns.ids).toBe(whole.spans.map((span) => span.spanId).join(''));
    expect(spanColumns.name.map((place) => spanColumns.words[place])).toEqual(whole.spans.map((span) => span.name));
  });

  it('stands among the runs of its job, in order of time', async () => {
    const { body: list } = await call<RunList>(runs, '/api/v1/runs?job=report&limit=200');
    const ids = list.items.map((run) => run.id).reverse();
    const id = ids[10] as string;
    const { body } = await call<RunDetail>(runById, `/api/v1/runs/${id}`, { params: { id } });
    expect(body.neighbours.map((run) => run.id)).toEqual(ids);
    expect(body.neighbours[10]).toMatchObject({ id, state: 'succeeded', waitMs: 110, durationMs: 1100 });
  });

  it('is not there under a foreign or broken id', async () => {
    for (const id of ['nope', '00000000-0000-7000-8000-000000000000']) {
      expect((await call(runById, `/api/v1/runs/${id}`, { params: { id } })).status).toBe(404);
    }
  });

  it('is found under the id of a run that was merged into it', async () => {
    const { body } = await call<RunList>(runs, '/api/v1/runs?queue=payments');
    const live = body.items[0]?.id as string;
    const gone = `${live.slice(0, -4)}0000`;
    await database.pool.query(
      `insert into run (id, queue_id, source_id, state, ordered_at, evidence, redirect_to)
       select $1, queue_id, source_id, state, ordered_at, evidence, id from run where id = $2`,
      [gone, live],
    );
    const answer = await call<RunDetail>(runById, `/api/v1/runs/${gone}`, { params: { id: gone } });
    expect(answer.body.id).toBe(live);
    await database.pool.query('delete from run where id = $1', [gone]);
  });
});

describe('a journey', () => {
  it('crosses request, pg-boss and BullMQ in order, with its hand-offs and gaps', async () => {
    const { status, body } = await call<Journey>(journeys, '/api/v1/journeys/req-7', {
      params: { correlationId: 'req-7' },
    });
    expect(status).toBe(200);
    expect(journey.parse(body)).toEqual(body);
    expect(body.runs.map((run) => run.job)).toEqual(['charge', 'send-receipt']);
    expect(body.spans.map((span) => span.name)).toEqual([
      'POST /orders',
      'send payments',
      'process payments',
      'process email',
    ]);
    const [charge, receipt] = body.runs;
    expect(body.edges).toContainEqual({ kind: 'created-by', from: charge?.id, to: spanOf.request });
    expect(body.edges).toContainEqual({ kind: 'created-by', from: receipt?.id, to: charge?.id });
    expect(body.handoffs).toMatchObject([
      {
        from: { kind: 'span', name: 'POST /orders', system: 'shop' },
        to: { kind: 'run', name: 'charge' },
        durationMs: 70,
      },
      {
        from: { kind: 'run', name: 'charge', system: 'pg-boss' },
        to: { name: 'send-receipt', system: 'bullmq' },
        durationMs: 280,
      },
    ]);
    expect(body.gaps).toMatchObject([{ queue: 'email', cause: 'trimmed', lost: null }]);
    expect(body.isCut).toBe(false);
  });

  it('of an ID that nothing carries is not there', async () => {
    const correlationId = 'req-none';
    expect((await call(journeys, '/api/v1/journeys/req-none', { params: { correlationId } })).status).toBe(404);
  });
});

describe('queues and jobs', () => {
  it('show depth as sampled, figures as counted, percentiles by nearest rank', async () => {
    const { body } = await call<QueueList>(queues, '/api/v1/queues?environment=demo&from=now-1h');
    const sum = (of: (queue: QueueView) => number) => body.items.reduce((all, queue) => all + of(queue), 0);
    expect(body.total.window.succeeded).toBe(sum((queue) => queue.window.succeeded));
    expect(body.total.window.durationMs.n).toBe(sum((queue) => queue.window.durationMs.n));
    const slowest = Math.max(...body.items.map((queue) => queue.window.durationMs.max ?? 0));
    expect(body.total.window.durationMs.max).toBe(slowest);
    expect(queueList.parse(body)).toEqual(body);
    expect(body.items.map((queue) => queue.name).sort()).toEqual(['email', 'payments', 'reports']);
    const byName = new Map(body.items.map((queue) => [queue.name, queue]));
    expect(byName.get('email')).toMatchObject({
      depth: { queued: 3, running: 1, retrying: null, dead: 2 },
      workers: 2,
      oldestWaitingMs: 400,
      window: { enqueued: 3, succeeded: 1, dead: 2, failedAttempts: 2 },
      fidelity: { depth: 'reported' },
    });
    expect(byName.get('email')?.window.runFailureRate).toBeCloseTo(2 / 3);
    const reports = byName.get('reports')?.window;
    expect(reports?.durationMs.n).toBe(30);
    const isNear = (value: number | null | undefined, exact: number) => Math.abs((value ?? 0) - exact) / exact <= 0.011;
    expect(isNear(reports?.durationMs.p50, 1500)).toBe(true);
    expect(isNear(reports?.durationMs.p95, 2900)).toBe(true);
    expect(isNear(reports?.durationMs.max, 3000)).toBe(true);
    expect(isNear(reports?.waitMs.p50, 150)).toBe(true);
    expect(byName.get('payments')?.fidelity.depth).toBe('derived');
  });

  it('open one by one', async () => {
    const { body } = await call<QueueList>(queues, '/api/v1/queues?queue=email');
    const id = body.items[0]?.id as string;
    const one = await call<QueueView>(queueById, `/api/v1/queues/${id}`, { params: { id } });
    expect(queueView.parse(one.body).name).toBe('email');
    expect((await call(queueById, '/api/v1/queues/x', { params: { id: 'x' } })).status).toBe(404);
  });

  it('give each job its own figures', async () => {
    const { body } = await call<JobList>(jobs, '/api/v1/jobs?environment=demo&from=now-1h');
    expect(jobList.parse(body)).toEqual(body);
    expect(body.items.map((job) => [job.name, job.window.succeeded, job.window.dead])).toEqual([
      ['send-receipt', 1, 2],
      ['charge', 1, 0],
      ['report', 30, 0],
    ]);
  });
});

describe('metrics', () => {
  const ask = (query: string) =>
    call<MetricAnswer>(metricQuery, `/api/v1/metrics/query?environment=demo&from=now-1h&${query}`);
  const total = (body: MetricAnswer) =>
    body.series.flatMap((series) => series.points).reduce((sum, [, value]) => sum + (value ?? 0), 0);

  it('answer every metric of the contract in its shape', async () => {
    for (const metric of metrics) {
      const { status, body } = await ask(`metric=${metric}&groupBy=queue`);
      expect(status, metric).toBe(200);
      expect(metricAnswer.parse(body), metric).toEqual(body);
    }
  });

  it('answer several at once as each alone', async () => {
    const to = new Date().toISOString();
    const asked = ['duration.p50', 'runs.dead', 'duration.p95', 'depth.queued', 'dead.size', 'wait.p95'];
    const several = `environment=demo&from=now-1h&to=${to}&groupBy=queue&metrics=${asked.join()}`;
    const { status, body } = await call<MetricAnswers>(metricQueries, `/api/v1/metrics/queries?${several}`);
    expect(status).toBe(200);
    const alone = [];
    for (const metric of asked) alone.push((await ask(`metric=${metric}&to=${to}&groupBy=queue`)).body);
    // the unfinished step grows while they are asked
    const finished = ({ series, ...rest }: MetricAnswer) => ({
      ...rest,
      series: series.map(({ labels, points }) => ({ labels, points: points.slice(0, -1) })),
    });
    expect(body.items.map(finished)).toEqual(alone.map(finished));
    expect((await call(metricQueries, '/api/v1/metrics/queries?metrics=runs.dead,lies')).status).toBe(400);
    expect((await call(metricQueries, '/api/v1/metrics/queries')).status).toBe(400);
  });

  it('count what the run list lists', async () => {
    expect(total((await ask('metric=runs.succeeded')).body)).toBe(32);
    expect(total((await ask('metric=runs.dead&groupBy=queue,job')).body)).toBe(2);
    expect(total((await ask('metric=runs.succeeded&job=report')).body)).toBe(30);
    expect(total((await ask('metric=runs.succeeded&correlationId=req-7')).body)).toBe(2);
    expect(total((await ask('metric=runs.succeeded&state=succeeded&minDurationMs=2950')).body)).toBe(1);
  });

  it('say null, with n = 0, where nothing was measured', async () => {
    const { body } = await ask('metric=duration.p95&queue=reports');
    const known = body.series[0]?.points.filter(([, value]) => value !== null) ?? [];
    expect(known.reduce((sum, [, , n]) => sum + n, 0)).toBe(30);
    expect(body.series[0]?.points.some(([, value, n]) => value === null && n === 0)).toBe(true);
    const depth = await ask('metric=depth.retrying&queue=email');
    expect(depth.body.series[0]?.points.every(([, value]) => value === null)).toBe(true);
  });

  it('refuse what is not a metric', async () => {
    expect((await ask('metric=lies')).status).toBe(400);
    expect((await ask('metric=runs.dead&groupBy=queue,job,source')).status).toBe(400);
  });
});

describe('compaction', () => {
  it('changes no figure, only where it is read from', async () => {
    const [from, to] = [new Date(Date.now() - 3_600_000).toISOString(), new Date().toISOString()];
    const read = async () => [
      (await call(queues, `/api/v1/queues?environment=demo&from=${from}&to=${to}`)).body,
      (await call(jobs, `/api/v1/jobs?environment=demo&from=${from}&to=${to}`)).body,
      (await call(metricQuery, `/api/v1/metrics/query?environment=demo&from=${from}&to=${to}&metric=duration.p95`))
        .body,
    ];
    // drain and staleness are about now
    const figures = async () =>
      JSON.stringify(await read(), (key, value) =>
        ['drain', 'staleAfter', 'health', 'healthReason', 'oldestWaitingMs'].includes(key) ? undefined : value,
      );
    const before = await figures();
    while ((await inTransaction(database.pool, (client) => compactRollups(client, 10_000, () => true))) > 0);
    const left = await database.pool.query<{ n: number }>('select count(*)::int4 as n from rollup_delta');
    expect(left.rows[0]?.n).toBe(0);
    expect(await figures()).toBe(before);
  });
});

describe('everything else that is read', () => {
  it('groups errors, whatever names stand in their messages', async () => {
    const { body } = await call<ErrorGroupList>(errors, '/api/v1/errors');
    expect(errorGroupList.parse(body)).toEqual(body);
    expect(body.items.reduce((sum, group) => sum + group.count, 0)).toBe(2);
    const fingerprint = body.items[0]?.fingerprint as string;
    const one = await call(errorByPrint, `/api/v1/errors/${fingerprint}`, { params: { fingerprint } });
    expect(errorGroup.parse(one.body).fingerprint).toBe(fingerprint);
  });

  it('lists dead letters with the size that the backend counts', async () => {
    const { body } = await call<DeadLetterList>(deadLetters, '/api/v1/dead-letters');
    expect(deadLetterList.parse(body)).toEqual(body);
    expect(body.items).toHaveLength(2);
    expect(body.queues).toMatchObject([{ queue: 'email', size: 2, died: 2, growth: null }]);
  });

  it('lists workers with their share of work', async () => {
    const { body } = await call<WorkerList>(workers, '/api/v1/workers?environment=demo&from=now-1h');
    expect(workerList.parse(body)).toEqual(body);
    expect(body.items.reduce((sum, worker) => sum + worker.attempts, 0)).toBe(34);
  });

  it('lists schedules, here none', async () => {
    const { body } = await call(schedules, '/api/v1/schedules');
    expect(scheduleList.parse(body)).toEqual({ items: [], nextCursor: null });
  });

  it('tells gaps under trust', async () => {
    const { body } = await call<Trust>(trustRoute, '/api/v1/trust');
    expect(trust.parse(body)).toEqual(body);
    expect(body.items.find((item) => item.source === 'shop-redis')?.gaps).toHaveLength(1);
    expect(body.lag.inboxItems).toBe(0);
  });

  const find = async (q: string) =>
    searchAnswer.parse((await call<SearchAnswer>(search, `/api/v1/search?q=${encodeURIComponent(q)}`)).body).items;

  it('finds what was pasted', async () => {
    expect((await find('req-7'))[0]).toMatchObject({ kind: 'journey', url: '/c/req-7' });
    expect((await find(`00-${trace}-${spanOf.send}-01`))[0]).toMatchObject({ kind: 'journey', id: 'req-7' });
    expect(await find('{"level":"error","jobId":"d1"}')).toMatchObject([{ kind: 'run' }]);
    expect((await find('mail')).map((item) => item.kind)).toContain('queue');
    expect((await find('repor')).map((item) => item.kind).sort()).toEqual(['job', 'queue']);
    expect((await find('is full')).map((item) => item.kind)).toContain('error');
    expect(await find('nothing-like-this')).toEqual([]);
  });

  it('exports the same runs as files', async () => {
    const lines = await call<string>(exportLines, '/api/v1/export/runs.jsonl?environment=demo');
    expect(lines.body.trim().split('\n')).toHaveLength(34);
    const csv = await call<string>(exportCsv, '/api/v1/export/runs.csv?state=dead');
    expect(csv.body.trim().split('\r\n')).toHaveLength(3);
    expect(csv.headers.get('content-disposition')).toContain('runs.csv');
  });

  it('is ready, and says so to Prometheus', async () => {
    expect(await call(readyz, '/readyz', { token: null })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await call<string>(prometheus, '/metrics')).body).toContain('signalbox_inbox_items 0');
  });

  it('finds a job that spans alone know, by an ID that is a name within their trace only', async () => {
    const lane = { source: 'shop-redis', system: 'bullmq', queue: 'mail' };
    const names = { jobId: 'welcome-77', givenIn: { traceId: 'c4'.repeat(16) } };
    await commitIngest(database.pool, {
      evidence: [evidence(lane, { id: 'welcome-77:c', kind: 'created', at: Date.now() * 1000, names })],
    });
    await deriveAll(database.pool);
    expect(await find('job=welcome-77')).toMatchObject([
      { kind: 'run', label: expect.stringContaining('#welcome-77') },
    ]);
  });
});
