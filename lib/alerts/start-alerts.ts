import { setTimeout as sleep } from 'node:timers/promises';
import { pruneAlerts } from '#lib/db/alert/prune-alerts.ts';
import { selectDatabaseNow } from '#lib/db/alert/select-database-now.ts';
import type { Pool } from '#lib/db/pool.ts';
import { takeApart } from '#lib/db/secret/take-apart.ts';
import { readDeclared } from '#lib/declared/read-declared.ts';
import type { Settings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import {
  acquireLease,
  type Lease,
  leaseRenewMs,
  leaseRetryMs,
  newHolder,
  releaseLeases,
  renewLeases,
} from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { resealChannel } from '#lib/notify/channel-secrets.ts';
import { deliverUntil } from '#lib/notify/deliver.ts';
import { beatUntil } from '#lib/notify/heartbeat.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { createSecretBox, type SecretBox } from '#lib/secrets.ts';
import { addBuiltInRules } from './built-in-rules.ts';
import { parseDeclaredAlerts } from './declared-alerts.ts';
import { evaluateDue } from './evaluator.ts';
import { addSelfRules } from './self-rules.ts';
import { AlertTally } from './tally.ts';
import { upsertDeclaredAlerts } from './upsert-declared-alerts.ts';

const lookEveryMs = 1_000;
const pruneEveryMs = 3_600_000;

/** Evaluates rules while it holds the lease, and delivers what is due. Throws AppError('invalid_input') without a secret. */
export async function startAlerts({ settings, pool, report }: RoleContext): Promise<RunningRole> {
  if (settings.secret === null) throw new AppError('invalid_input', 'Alerts need SIGNALBOX_SECRET.');
  const secrets = createSecretBox(settings.secret);
  await takeApart(pool, 'alert_channel', (row) => resealChannel(secrets, row));
  await declareAlerts(pool, settings, secrets);
  const stop = new AbortController();
  const tally = new AlertTally();
  report?.add({ metrics: () => tally.metrics(pool) });
  const evaluator = new Evaluator(pool, settings.url, tally);
  const onTried = tally.noteTry.bind(tally);
  const { allowHosts } = settings;
  const loops = [
    repeat(() => evaluator.hold(), stop.signal),
    repeat(() => evaluator.turn(), stop.signal),
    deliverUntil({ pool, secrets, allowHosts, onTried }, stop.signal),
  ];
  if (settings.heartbeatUrl !== null) {
    const isWell = () => evaluator.isWell();
    loops.push(beatUntil({ url: settings.heartbeatUrl, allowHosts, isWell }, stop.signal));
  }
  return {
    async close() {
      stop.abort();
      await Promise.all(loops);
      await evaluator.release();
    },
  };
}

/** Channels and rules as `signalbox.yaml` has them. Throws AppError('invalid_input') for a faulty file. */
async function declareAlerts(pool: Pool, { configPath, url }: Settings, secrets: SecretBox): Promise<void> {
  const text = await readDeclared(configPath);
  const declared = text === null ? null : parseDeclaredAlerts(text, process.env);
  if (declared)
    await upsertDeclaredAlerts(pool, declared, { secrets, publicUrl: url, nowMs: await selectDatabaseNow(pool) });
}

/** Does `work` again and again, waiting as long as it says in between; what it throws is its own affair. */
async function repeat(work: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await sleep(await work(), undefined, { signal }).catch(() => {});
}

/** Holds the lease by a loop of its own: a long look at many rules must not lose it. */
class Evaluator {
  readonly #pool: Pool;
  readonly #publicUrl: string;
  readonly #tally: AlertTally;
  readonly #holder = newHolder();
  #lease: Lease | null = null;
  #isPrepared = false;
  #prunedAt = Number.NEGATIVE_INFINITY;
  /** When a look at all rules last ended well here. */
  #wellAt = Number.NEGATIVE_INFINITY;

  constructor(pool: Pool, publicUrl: string, tally: AlertTally) {
    this.#pool = pool;
    this.#publicUrl = publicUrl;
    this.#tally = tally;
  }

  /** It evaluated lately, so that somebody outside may be told that it does. */
  isWell = (): boolean => performance.now() - this.#wellAt < 30_000;

  async hold(): Promise<number> {
    try {
      const lease = this.#lease;
      if (lease) this.#lease = (await renewLeases(this.#pool, [lease]))[0] ?? null;
      this.#lease ??= await acquireLease(this.#pool, this.#holder, 'alerts');
    } catch (error) {
      log.warn({ err: error }, 'The lease of alerts could not be renewed; it is tried again.');
    }
    return this.#lease ? leaseRenewMs : leaseRetryMs;
  }

  async turn(): Promise<number> {
    const lease = this.#lease;
    if (!lease) return lookEveryMs / 4;
    const beganAt = performance.now();
    try {
      await this.#prepare(beganAt);
      const turn = await evaluateDue(this.#pool, lease, this.#publicUrl);
      this.#wellAt = performance.now();
      this.#tally.noteTurn(turn, (this.#wellAt - beganAt) / 1000);
      if (turn.skipped > 0)
        log.warn({ skipped: turn.skipped }, 'Slots of alert rules lay too far back and were left out.');
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') this.#lease = null;
      else log.warn({ err: error }, 'Alert rules could not be evaluated; it is tried again.');
    }
    return lookEveryMs;
  }

  async release(): Promise<void> {
    if (this.#lease) await releaseLeases(this.#pool, [this.#lease]).catch(() => {});
  }

  async #prepare(nowMs: number): Promise<void> {
    if (!this.#isPrepared) {
      await addBuiltInRules(this.#pool);
      await addSelfRules(this.#pool);
      this.#isPrepared = true;
    }
    if (nowMs - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = nowMs;
    await pruneAlerts(this.#pool);
  }
}
