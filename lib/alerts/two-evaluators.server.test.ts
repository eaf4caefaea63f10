// Two evaluators and two senders that are killed and frozen at any moment, against a model: what the rule would have done with one of each.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { ruleInput } from '#lib/contracts/alert-rule.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { markDelivered, takeNotice } from '#lib/db/alert/take-notice.ts';
import { writeQuietSlots } from '#lib/db/alert/write-evaluation.ts';
import { dimKinds } from '#lib/db/dim/kinds.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { writeParts } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { acquireLease, fence, type Lease } from '#lib/lease.ts';
import { sealChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { replay } from './episodes.ts';
import { type EvaluateContext, evaluateRule } from './evaluate-rule.ts';
import { onceEach } from './once.ts';
import { readSeries } from './read-series.ts';

const minute = 60_000;
const startMs = Math.floor((Date.now() - 3_600_000) / minute) * minute;
/** Depths of a queue, minute by minute: three episodes. */
const depths = [0, 100, 100, 0, 0, 100, 0, 0, 100, 100, 100, 0];
const slots = depths.map((_, n) => startMs + (n + 1) * minute);
const channelId = '00000000-0000-4000-8000-000000000001';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
  const dim = async (kind: number, value: string): Promise<number | undefined> =>
    (await pool.query<{ id: number }>('insert into dim (kind, value) values ($1, $2) returning id', [kind, value]))
      .rows[0]?.id;
  const [environment, system] = [await dim(dimKinds.environment, 'test'), await dim(dimKinds.system, 'test')];
  const queue = await pool.query<{ id: number }>(
    `insert into queue (environment_id, system_id, source_id, name) values ($1, $2, $2, 'a') returning id`,
    [environment, system],
  );
  for (const [n, depth] of depths.entries()) {
    const at = new Date(startMs + n * minute + 30_000);
    await pool.query('insert into sample (at, queue_id, queued) values ($1, $2, $3)', [at, queue.rows[0]?.id, depth]);
  }
});
afterAll(() => database.drop());

async function clear(): Promise<StoredRule> {
  await pool.query(
    'truncate alert_rule, alert_instance, alert_transition, alert_channel, channel_secret, alert_delivery, lease',
  );
  await pool.query(`insert into alert_channel (id, name, kind, config) values ($1, 'hook', 'webhook', '{}')`, [
    channelId,
  ]);
  const parts = sealChannel(createSecretBox('a secret for tests'), channelId, { config: { url: 'http://x/' } });
  await writeParts(pool, 'alert_channel', channelId, parts);
  const input = {
    name: 'deep',
    kind: 'threshold',
    metric: 'depth.queued',
    value: 10,
    forMs: 0,
    keepFiringMs: 0,
    groupWaitMs: 0,
    channels: [channelId],
  };
  const rule = completeRule(ruleInput.parse(input));
  await pool.query('insert into alert_rule (name, definition) values ($1, $2)', [rule.name, JSON.stringify(rule)]);
  return stored();
}

async function stored(): Promise<StoredRule> {
  const [found] = await selectRules(pool);
  if (!found) throw new Error('no rule');
  return found;
}

/** As if its holder had said nothing for long. */
const expire = (lease: Lease) =>
  pool.query('update lease set expires_at = clock_timestamp() where name = $1 and epoch = $2', [
    lease.name,
    lease.epoch,
  ]);

class Evaluator {
  lease: Lease | null = null;
  /** An evaluation that it had begun when it froze. */
  begun: (() => Promise<unknown>) | null = null;

  async turn(untilMs: number): Promise<void> {
    if (this.begun) return;
    this.lease ??= await acquireLease(pool, crypto.randomUUID(), 'alerts', 600_000);
    for (let next = await this.begin(untilMs); next && this.lease; next = await this.begin(untilMs))
      await this.run(next);
  }

  /** The next slot that is due, with all that is read of it; null = none. */
  async begin(untilMs: number): Promise<(() => Promise<unknown>) | null> {
    const { lease } = this;
    const rule = await stored();
    const slot = slots.find((one) => one <= untilMs && one > (rule.evaluatedMs ?? 0));
    if (!lease || slot === undefined) return null;
    const context: EvaluateContext = {
      pool,
      lease,
      silences: [],
      channels: [{ id: channelId, name: 'hook', kind: 'webhook', sendResolved: true, isDisabled: false }],
      firing: [],
      publicUrl: 'http://signalbox.test',
      nowMs: slots.at(-1) as number,
      once: onceEach(),
      instances: new Map(),
      written: new Set([rule.id]),
    };
    return async () => {
      const { isQuiet, error } = await evaluateRule(context, rule, slot);
      if (!isQuiet) return;
      await inTransaction(pool, async (client) => {
        await fence(client, [lease]);
        await writeQuietSlots(client, [{ ruleId: rule.id, version: rule.version, slotMs: slot, error }]);
      });
    };
  }

  async run(evaluation: () => Promise<unknown>): Promise<void> {
    try {
      await evaluation();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      this.lease = null;
    }
  }

  async freeze(untilMs: number): Promise<void> {
    if (this.begun || !this.lease) return;
    this.begun = await this.begin(untilMs);
    await expire(this.lease);
  }

  async thaw(): Promise<void> {
    const { begun } = this;
    this.begun = null;
    if (begun) await this.run(begun);
  }

  async die(): Promise<void> {
    if (this.lease) await expire(this.lease);
    this.lease = null;
    this.begun = null;
  }
}

interface Heard {
  id: string;
  episodeId: string;
  type: string;
}

/** Sends one notice; `isDying`: the receiver has it, and nobody lives to note that. False when none was due. */
async function send(heard: Heard[], isDying: boolean): Promise<boolean> {
  const notice = await takeNotice(pool, []);
  if (!notice) return false;
  heard.push(...notice.alerts.map(({ episodeId, type }) => ({ id: notice.id, episodeId, type })));
  if (isDying) await pool.query('update alert_delivery set due_at = now() where notice_id = $1', [notice.id]);
  else await markDelivered(pool, notice.id, 200);
  return true;
}

test('whatever is killed or frozen, each episode is one, told once, its beginning before its end', async () => {
  const ops = fc.tuple(
    fc.constantFrom('time', 'time', 'turn', 'turn', 'freeze', 'thaw', 'die', 'send', 'send and die'),
    fc.constantFrom(0, 1),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(ops, { minLength: 10, maxLength: 45 }), async (all) => {
      const { rule } = await clear();
      const evaluators = [new Evaluator(), new Evaluator()] as const;
      const heard: Heard[] = [];
      let passed = 0;
      for (const [what, who] of all) {
        const untilMs = slots[Math.min(passed, slots.length) - 1] ?? 0;
        const evaluator = evaluators[who as 0 | 1];
        if (what === 'time') passed++;
        else if (what === 'turn') await evaluator.turn(untilMs);
        else if (what === 'freeze') await evaluator.freeze(untilMs);
        else if (what === 'thaw') await evaluator.thaw();
        else if (what === 'die') await evaluator.die();
        else await send(heard, what === 'send and die');
      }
      for (const evaluator of evaluators) await evaluator.die();
      await new Evaluator().turn(slots.at(-1) as number);
      while (await send(heard, false));
      await judge(rule, heard);
    }),
    // on a busy machine fewer of them: each is a whole history
    { numRuns: 15, interruptAfterTimeLimit: 90_000, endOnFailure: true },
  );
}, 240_000);

async function judge(rule: StoredRule['rule'], heard: readonly Heard[]): Promise<void> {
  const series = await readSeries(pool, rule, slots, slots.at(-1) as number);
  const model = replay(rule, series, slots);
  const transitions = await pool.query<{ at: Date; to: string; episode: string }>(
    'select at, to_phase as to, episode_id as episode from alert_transition order by id',
  );
  expect(transitions.rows).toHaveLength(model.transitions);
  const begun = transitions.rows.filter(({ to }) => to === 'firing');
  expect(begun.map(({ at }) => at.getTime())).toEqual(model.episodes.map(({ fromMs }) => fromMs));
  const states = await pool.query<{ state: string; episode: string; type: string }>(
    'select state, episode_id as episode, type from alert_delivery',
  );
  for (const { episode } of begun) {
    const ids = (type: string): string[] => [
      ...new Set(heard.filter((one) => one.episodeId === episode && one.type === type).map(({ id }) => id)),
    ];
    const isSkipped = states.rows.some(
      (row) => row.episode === episode && row.type === 'alert.firing' && row.state === 'skipped',
    );
    // over before it could be told: then nobody hears of its end either
    expect(ids('alert.firing')).toHaveLength(isSkipped ? 0 : 1);
    expect(ids('alert.resolved')).toHaveLength(isSkipped ? 0 : 1);
    const order = heard.filter((one) => one.episodeId === episode).map(({ type }) => type);
    expect(order.lastIndexOf('alert.firing')).toBeLessThan(isSkipped ? 0 : order.indexOf('alert.resolved'));
  }
  expect(states.rows.filter(({ state }) => state === 'pending')).toEqual([]);
}
