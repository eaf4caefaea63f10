import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import { type Rule, type RuleInput, ruleInput } from '#lib/contracts/alert-rule.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { selectSilence } from '#lib/db/alert/select-self.ts';
import { dimKinds } from '#lib/db/dim/kinds.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { writeParts } from '#lib/db/secret/secret-parts.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { acquireLease, type Lease } from '#lib/lease.ts';
import { sealChannel } from '#lib/notify/channel-secrets.ts';
import { deliverUntil } from '#lib/notify/deliver.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { replay } from './episodes.ts';
import { type EvaluateContext, evaluateRule } from './evaluate-rule.ts';
import { evaluateDue } from './evaluator.ts';
import { onceEach } from './once.ts';
import { readSeries } from './read-series.ts';
import { addSelfRules } from './self-rules.ts';
import type { ChannelFacts } from './tell.ts';

const minute = 60_000;
const startMs = Math.floor((Date.now() - 3_600_000) / minute) * minute;
const slot = (n: number): number => startMs + n * minute;
const secrets = createSecretBox('a secret for tests');
const signingSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

let database: TestDatabase;
let pool: Pool;
let lease: Lease;
const channels: ChannelFacts[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
  // Two jobs die in minute 3, one succeeds in each minute.
  const items = Array.from({ length: 20 }, (_, n) => job(`ok-${n}`, slot(n) + 1_000, 'succeeded')).flat();
  items.push(...job('dead-1', slot(3) + 2_000, 'failed'), ...job('dead-2', slot(3) + 3_000, 'failed'));
  await commitIngest(pool, { evidence: items });
  await deriveAll(pool);
  await readDepths();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await pool.query(
    'truncate alert_rule, alert_instance, alert_transition, alert_channel, channel_secret, alert_delivery, alert_silence, lease',
  );
  const taken = await acquireLease(pool, 'test', 'alerts', 600_000);
  if (!taken) throw new Error('not taken');
  lease = taken;
  channels.length = 0;
});

function job(jobId: string, atMs: number, outcome: 'succeeded' | 'failed'): Evidence[] {
  const common = {
    environment: 'test',
    source: 'redis',
    system: 'bullmq',
    queue: 'mail',
    atClock: 'backend',
    fidelity: 'reported',
  } as const;
  const at = atMs * 1000;
  const facts = { correlation: { id: `c-${jobId}`, rank: 1, via: 'test' } };
  return [
    { ...common, names: { jobId }, id: `${jobId}:created`, kind: 'created', at, observedAt: at, facts },
    {
      ...common,
      names: { jobId },
      id: `${jobId}:started`,
      kind: 'started',
      at: at + 1_000,
      observedAt: at,
      attempt: 1,
    },
    {
      ...common,
      names: { jobId },
      id: `${jobId}:ended`,
      kind: 'ended',
      at: at + 50_000,
      observedAt: at,
      attempt: 1,
      outcome,
      isFinal: true,
      ...(outcome === 'failed' ? { error: { type: 'Error', message: 'refused' } } : {}),
    },
  ];
}

async function addRule(input: Partial<RuleInput>, channels: string[] = []): Promise<StoredRule> {
  const rule = completeRule(ruleInput.parse({ name: 'dying', kind: 'deadLetter', channels, ...input }));
  const made = await pool.query<{ id: string }>(
    'insert into alert_rule (name, definition) values ($1, $2) returning id',
    [rule.name, JSON.stringify(rule)],
  );
  const [stored] = await selectRules(pool, made.rows[0]?.id);
  if (!stored) throw new Error('no rule');
  return stored;
}

async function addChannel(url: string, kind: ChannelKind = 'webhook'): Promise<string> {
  const name = `${kind} ${channels.length}`;
  const id = randomUUID();
  await pool.query(`insert into alert_channel (id, name, kind, config) values ($1, $2, $3, '{}')`, [id, name, kind]);
  await writeParts(pool, 'alert_channel', id, sealChannel(secrets, id, { config: { url }, signingSecret }));
  channels.push({ id, name, kind, sendResolved: true, isDisabled: false });
  return id;
}

/** Instances are read anew at every evaluation. */
const context = (stored: StoredRule, change: Partial<EvaluateContext> = {}): EvaluateContext => ({
  pool,
  lease,
  silences: [],
  channels,
  firing: [],
  publicUrl: 'http://signalbox.test',
  nowMs: slot(30),
  once: onceEach(),
  instances: new Map(),
  written: new Set([stored.id]),
  ...change,
});
const evaluate = (stored: StoredRule, at: number, change: Partial<EvaluateContext> = {}) =>
  evaluateRule(context(stored, change), stored, at);
async function evaluateAll(
  stored: StoredRule,
  slots: readonly number[],
  change: Partial<EvaluateContext> = {},
): Promise<void> {
  for (const one of slots) await evaluate(stored, one, change);
}
const slots = Array.from({ length: 24 }, (_, n) => slot(n + 1));

describe('a rule on stored history', () => {
  test('changes phase slot by slot exactly as a replay of the same history does', async () => {
    const inputs: Partial<RuleInput>[] = [
      {},
      {
        kind: 'threshold',
        metric: 'runs.failureRate',
        value: 0.2,
        minSamples: 1,
        forMs: 2 * minute,
        keepFiringMs: 3 * minute,
      },
      { kind: 'threshold', metric: 'duration.p95', op: '>', value: 10, minSamples: 1, groupBy: [] },
      { kind: 'absence', windowMs: 2 * minute, groupBy: ['queue'] },
      { kind: 'consecutive', value: 2 },
      { kind: 'consecutive', value: 1, recoveryValue: 2, groupBy: ['queue'] },
    ];
    for (const input of inputs) {
      const stored = await addRule({ ...input, name: JSON.stringify(input) });
      await evaluateAll(stored, slots);
      const found = await pool.query<{ n: number }>(
        `select count(*)::int as n from alert_transition where rule_id = $1`,
        [stored.id],
      );
      const series = await readSeries(pool, stored.rule, slots, slot(30));
      const { transitions, episodes } = replay(stored.rule, series, slots);
      expect(found.rows[0]?.n, stored.rule.name).toBe(transitions);
      const fired = await pool.query<{ at: Date }>(
        `select at from alert_transition where rule_id = $1 and to_phase = 'firing' and from_phase <> 'recovering' order by at`,
        [stored.id],
      );
      expect(fired.rows.map((row) => row.at.getTime())).toEqual(episodes.map((episode) => episode.fromMs));
      expect(episodes.length, stored.rule.name).toBeGreaterThan(0);
    }
  });

  test('is evaluated by nobody whose lease was taken over', async () => {
    const stored = await addRule({});
    await pool.query('update lease set epoch = epoch + 1');
    await expect(evaluate(stored, slot(5))).rejects.toMatchObject({ code: 'conflict' });
    expect((await pool.query('select from alert_instance')).rowCount).toBe(0);
  });

  test('writes a slot that was evaluated again after a crash under the same ids', async () => {
    const stored = await addRule({}, [await addChannel('http://127.0.0.1:1/')]);
    await evaluate(stored, slot(5));
    const before = await pool.query('select id, episode_id from alert_delivery');
    // As if the transaction had been lost: instances gone, outbox restored.
    await pool.query('truncate alert_instance, alert_transition');
    await evaluate(stored, slot(5));
    expect((await pool.query('select id, episode_id from alert_delivery')).rows).toEqual(before.rows);
    expect(before.rowCount).toBe(1);
  });

  test('says why it could not be evaluated, and goes on', async () => {
    const stored = await addRule({});
    const broken = { ...stored, rule: { ...stored.rule, windowMs: Number.NaN } as Rule };
    expect(await evaluate(broken, slot(5))).toMatchObject({ isQuiet: true, error: expect.any(String) });
  });
});

/** Depths of three queues: a and b are deep from minute 1 on, c from 2, all are fine from 3 on. */
const depth: Partial<RuleInput> = {
  kind: 'threshold',
  metric: 'depth.queued',
  value: 10,
  forMs: 0,
  keepFiringMs: 0,
  filter: { environment: ['depths'] },
};
async function readDepths(): Promise<void> {
  const environment = await pool.query<{ id: number }>(
    `insert into dim (kind, value) values ($1, 'depths') returning id`,
    [dimKinds.environment],
  );
  const system = await pool.query<{ id: number }>(`insert into dim (kind, value) values ($1, 'test') returning id`, [
    dimKinds.system,
  ]);
  for (const [name, deepFrom] of [
    ['a', 1],
    ['b', 1],
    ['c', 2],
  ] as const) {
    const queue = await pool.query<{ id: number }>(
      `insert into queue (environment_id, system_id, source_id, name) values ($1, $2, $2, $3) returning id`,
      [environment.rows[0]?.id, system.rows[0]?.id, name],
    );
    for (let n = 0; n < 8; n++) {
      await pool.query('insert into sample (at, queue_id, queued) values ($1, $2, $3)', [
        new Date(slot(n) + 30_000),
        queue.rows[0]?.id,
        n >= deepFrom && n < 3 ? 100 : 0,
      ]);
    }
  }
}

describe('telling', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; headers?: Record<string, string> };
  let heard: { path: string | undefined; headers: Record<string, string>; body: string }[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        heard.push({ path: request.url, headers: request.headers as Record<string, string>, body });
        response.writeHead(answer.status, answer.headers).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    answer = { status: 200 };
    heard = [];
  });

  async function delivering(until: () => Promise<boolean>): Promise<void> {
    const stop = new AbortController();
    const loop = deliverUntil({ pool, secrets, allowHosts: ['127.0.0.1'] }, stop.signal);
    await expect.poll(until, { timeout: 20_000 }).toBe(true);
    stop.abort();
    await loop;
  }
  const states = async (): Promise<string[]> =>
    (await pool.query<{ state: string }>('select state from alert_delivery order by created_at, type')).rows.map(
      (row) => row.state,
    );
  const bodies = () =>
    heard.map(({ headers, body }) => new Webhook(signingSecret).verify(body, headers) as Record<string, unknown>);

  test('an episode is told once when it begins and once when it ends, signed, with the runs behind it', async () => {
    const channel = await addChannel(url);
    const stored = await addRule({}, [channel]);
    await evaluateAll(stored, slots.slice(0, 5));
    await delivering(async () => heard.length === 1);
    await evaluateAll(stored, slots.slice(5));
    await delivering(async () => heard.length === 2);
    const [firing, resolved] = bodies();
    expect(firing).toMatchObject({
      type: 'alert.firing',
      labels: { environment: 'test', queue: 'mail' },
      value: 2,
      threshold: 0,
    });
    expect(firing?.runs).toMatchObject([{ correlationId: 'c-dead-2' }, { correlationId: 'c-dead-1' }]);
    expect(firing?.url).toMatch(/^http:\/\/signalbox\.test\/runs\?.*queue=mail/);
    expect(resolved).toMatchObject({ type: 'alert.resolved', episodeId: firing?.episodeId });
    expect(await states()).toEqual(['delivered', 'delivered']);
  });

  test('what resolves before the wait is over is not told at all', async () => {
    const channel = await addChannel(url);
    const stored = await addRule({ groupWaitMs: 600_000 }, [channel]);
    await evaluateAll(stored, slots);
    expect(await states()).toEqual(['skipped']);
  });

  test('a silenced episode is not told, and is told when the silence is over and it still fires', async () => {
    const stored = await addRule({}, [await addChannel(url)]);
    const silences = [
      {
        matchers: [{ label: 'queue', op: '=' as const, value: 'mail' }],
        startsMs: slot(0),
        endsMs: slot(6),
        recurrence: null,
      },
    ];
    await evaluateAll(stored, slots.slice(0, 5), { silences });
    expect(await states()).toEqual([]);
    await evaluateAll(stored, slots.slice(5, 7), { silences });
    expect(await states()).toEqual(['pending']);
  });

  test('a receiver that fails is tried again under the same id, not before it said', async () => {
    const stored = await addRule({}, [await addChannel(url)]);
    await evaluate(stored, slot(5));
    answer = { status: 503, headers: { 'retry-after': '3600' } };
    await delivering(async () => heard.length === 1);
    const due = await pool.query<{ wait: number; last_status: number }>(
      'select extract(epoch from due_at - now())::float8 as wait, last_status from alert_delivery',
    );
    expect(due.rows[0]).toMatchObject({ last_status: 503 });
    expect(due.rows[0]?.wait).toBeGreaterThan(3_500);
    await pool.query('update alert_delivery set due_at = now()');
    answer = { status: 200 };
    await delivering(async () => heard.length === 2);
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await states()).toEqual(['delivered']);
  });

  test('a receiver that says "too many requests" is left alone until it said, others are not', async () => {
    const [slow, other] = [await addChannel(url), await addChannel(`${url}/other`)];
    const first = await addRule({}, [slow]);
    await evaluate(first, slot(5));
    answer = { status: 429, headers: { 'retry-after': '3600' } };
    const stop = new AbortController();
    const loop = deliverUntil({ pool, secrets, allowHosts: ['127.0.0.1'] }, stop.signal);
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(1);
    await expect
      .poll(async () => (await pool.query('select from alert_delivery where last_status = 429')).rowCount)
      .toBe(1);
    answer = { status: 200 };
    for (const [n, name] of ['second', 'third'].entries()) {
      const both = await addRule({ name }, [slow, other]);
      await evaluate(both, slot(5));
      await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(2 + n);
    }
    stop.abort();
    await loop;
    expect(heard.map(({ path }) => path)).toEqual(['/hook', '/hook/other', '/hook/other']);
  });

  test('a receiver that is gone is told nothing more, a redirect is not followed, a private address not asked', async () => {
    const stored = await addRule({}, [await addChannel(url)]);
    answer = { status: 302, headers: { location: url } };
    await evaluate(stored, slot(5));
    await delivering(async () => heard.length === 1);
    answer = { status: 410 };
    await pool.query('update alert_delivery set due_at = now()');
    await delivering(async () => (await states())[0] === 'dead');
    const channel = await pool.query<{ disabled_reason: string }>('select disabled_reason from alert_channel');
    expect(channel.rows[0]?.disabled_reason).toContain('410');

    await pool.query('truncate alert_channel, channel_secret, alert_delivery, alert_instance');
    const other = await addRule({ name: 'other' }, [await addChannel('http://10.1.2.3/')]);
    await evaluate(other, slot(5));
    await delivering(async () => (await states())[0] === 'dead');
    const refused = await pool.query<{ last_error: string }>('select last_error from alert_delivery');
    expect(refused.rows[0]?.last_error).toContain('SIGNALBOX_ALLOW_HOSTS');
  });

  test('alerts of one group come in one request, those that follow only after the interval, the end of all at once', async () => {
    const stored = await addRule({ ...depth, groupWaitMs: 30_000, groupIntervalMs: 300_000 }, [await addChannel(url)]);
    await evaluate(stored, slot(2));
    await pool.query('update alert_delivery set due_at = now()');
    await delivering(async () => heard.length === 1);
    const [first] = bodies() as { alerts: { labels: { queue: string }; episodeId: string }[]; id: string }[];
    expect(first?.alerts.map(({ labels }) => labels.queue).sort()).toEqual(['a', 'b']);
    expect(heard[0]?.headers['webhook-id']).toBe(first?.id);
    expect(await states()).toEqual(['delivered', 'delivered']);

    await evaluate(stored, slot(3));
    const waits = await pool.query<{ wait: number; queue: string }>(
      `select extract(epoch from due_at - now())::float8 as wait, body -> 'labels' ->> 'queue' as queue
         from alert_delivery where state = 'pending'`,
    );
    expect(waits.rows).toMatchObject([{ queue: 'c' }]);
    expect(waits.rows[0]?.wait).toBeGreaterThan(200);
    await evaluateAll(stored, [slot(4), slot(5), slot(6), slot(7)]);
    await delivering(async () => heard.length === 2);
    expect(bodies()[1]).toMatchObject({ type: 'alert.resolved' });
    expect((await states()).sort()).toEqual(['delivered', 'delivered', 'delivered', 'delivered', 'skipped']);
  });

  test('a program that is to hear at once gets a request for each alert', async () => {
    const stored = await addRule({ ...depth, groupWaitMs: 0 }, [await addChannel(url)]);
    await evaluate(stored, slot(2));
    await delivering(async () => heard.length === 2);
    expect(new Set(bodies().map((body) => body.episodeId)).size).toBe(2);
  });

  test('two senders that take at the same moment send each notice once', async () => {
    const stored = await addRule({ ...depth, groupWaitMs: 0 }, [await addChannel(url), await addChannel(url, 'slack')]);
    await evaluate(stored, slot(2));
    await evaluate(stored, slot(3));
    const stop = new AbortController();
    const loops = Array.from({ length: 3 }, () =>
      deliverUntil({ pool, secrets, allowHosts: ['127.0.0.1'] }, stop.signal),
    );
    await expect.poll(async () => (await states()).every((state) => state === 'delivered')).toBe(true);
    stop.abort();
    await Promise.all(loops);
    const ids = heard.flatMap(({ headers }) => headers['webhook-id'] ?? []);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
  });

  test('what another alert says already is not told, and is told when that one is over and it still fires', async () => {
    const stored = await addRule({ ...depth, groupWaitMs: 0 }, [await addChannel(url)]);
    const silent = {
      name: 'Nothing comes in',
      kind: 'self',
      metric: 'signalbox.silentMs',
      severity: 'critical',
      op: '>',
    } as const;
    await evaluate(stored, slot(2), { firing: [{ instanceId: 'i', ruleId: 'other', rule: silent, labels: {} }] });
    expect(await states()).toEqual([]);
    await evaluate(stored, slot(3));
    expect(await states()).toEqual(['pending', 'pending', 'pending']);
  });

  test('a rule that changed while it was evaluated writes nothing of what it was', async () => {
    const stored = await addRule({}, [await addChannel(url)]);
    await pool.query('update alert_rule set version = version + 1');
    await evaluate(stored, slot(5));
    expect(await states()).toEqual([]);
    expect((await pool.query('select from alert_instance')).rowCount).toBe(0);
  });

  test('what a disabled channel is not told of is said to be undelivered, and all others hear of that', async () => {
    const [gone, other] = [await addChannel(url), await addChannel(url, 'slack')];
    await pool.query(`update alert_channel set disabled_reason = 'gone' where id = $1`, [gone]);
    await evaluate(await addRule({}, [gone]), slot(5));
    expect(await states()).toEqual(['dead']);
    await addSelfRules(pool);
    const undelivered = (await selectRules(pool)).find(({ builtIn }) => builtIn === 'self.undelivered');
    if (!undelivered) throw new Error('no rule');
    await evaluate(undelivered, slot(5));
    const told = await pool.query<{ channel: string }>(
      `select channel_id as channel from alert_delivery where state = 'pending'`,
    );
    expect(told.rows).toEqual([{ channel: other }]);
  });
});

describe('after Signalbox itself was away', () => {
  test('nothing is told of the time in which it could not look or hear', async () => {
    await addSelfRules(pool);
    await addRule({});
    await pool.query(`update alert_rule set evaluated_at = now() - interval '2 hours'`);
    await pool.query('truncate rollup, rollup_delta, ingest_batch');
    await pool.query(
      `insert into rollup_delta (bucket, grain, queue_id, job_id) select now() - interval '3 hours', 300, min(id), 0 from queue`,
    );
    const silentMs = async () => (await selectSilence(pool)).map(({ value }) => value);
    expect((await silentMs())[0]).toBeGreaterThan(2 * 3_600_000);
    await pool.query(`insert into watched values ('door', now() - interval '1 minute', now())`);
    expect((await silentMs())[0]).toBeLessThan(10 * minute);
    await evaluateDue(pool, lease, 'http://signalbox.test');
    const { rowCount } = await pool.query(
      `select from alert_instance i join alert_rule r on r.id = i.rule_id where r.built_in like 'self.%' and i.phase = 'firing'`,
    );
    expect(rowCount).toBe(0);
  });
});
