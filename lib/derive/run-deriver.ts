// The deriver's loop: woken by NOTIFY, at most one batch each 0.25 s while it keeps up, one after another while there is a backlog (a batch
// then covers up to its limit of items, so that a run's several items are folded into one write).
import { createListener } from '#lib/db/listen.ts';
import type { Pool } from '#lib/db/pool.ts';
import { Deriver, type DeriverOptions, type HeldShard, type Turn } from '#lib/derive/deriver.ts';
import { ShardShare } from '#lib/derive/shard-share.ts';
import { leaseRetryMs, leaseTtlMs, newHolder } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { FindingNotes } from '#lib/trust/finding-notes.ts';
import { RunFindings } from '#lib/trust/run-findings.ts';

export interface RunDeriverOptions extends DeriverOptions {
  databaseUrl: string;
  pool: Pool;
  signal: AbortSignal;
  /** Under which its leases are held; of its own where not given. */
  holder?: string;
  /** Least time between the starts of two batches at live flow, in ms. */
  windowMs?: number;
  leaseTtlMs?: number;
  /** Told of each turn; null = it failed. Must not throw. */
  onTurn?: (turn: Turn | null) => void;
}

/** Looked at even when no NOTIFY came. */
const idleMs = 1_000;

/** Runs until `signal` aborts; then finishes its batch and gives its shards back. Never throws for a passing fault. */
export async function runDeriver(options: RunDeriverOptions): Promise<void> {
  const { pool, signal, windowMs = 250 } = options;
  const refreshMs = Math.min(leaseRetryMs, (options.leaseTtlMs ?? leaseTtlMs) / 4);
  const share = new ShardShare(pool, options.holder ?? newHolder(), options.leaseTtlMs);
  const findings = new FindingNotes(pool);
  const found = new RunFindings();
  const onDerived: DeriverOptions['onDerived'] = (changed) => findings.add(found.of(changed));
  const deriver = new Deriver(pool, { onDerived, ...options });
  const bell = createListener(options.databaseUrl, ['signalbox_inbox']);
  const poison = new Poison(deriver);
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let epochs = '';
  try {
    while (!signal.aborted) {
      const startedAt = performance.now();
      let isBacklog = false;
      try {
        if (startedAt - refreshedAt >= refreshMs) {
          await share.refresh();
          refreshedAt = startedAt;
        }
        const held = share.held();
        const now = held.map((h) => `${h.shard}:${h.lease.epoch}`).join();
        // What it remembers of a shard is only right while nobody else wrote that shard.
        if (now !== epochs) await deriver.reset();
        epochs = now;
        const turn = await poison.turn(held);
        options.onTurn?.(turn);
        isBacklog = turn.items >= deriver.maxItems / 2 || poison.isCareful;
      } catch (error) {
        options.onTurn?.(null);
        log.warn({ err: error }, 'Deriving failed; the batch stays in the inbox and is tried again.');
        refreshedAt = Number.NEGATIVE_INFINITY;
        // While it looks for the row at fault, failures are expected.
        isBacklog = poison.isCareful;
        await pause(isBacklog ? 20 : 500, signal);
      }
      if (isBacklog) continue;
      await bell.next(Math.min(idleMs, refreshMs), signal);
      await pause(windowMs - (performance.now() - startedAt), signal);
    }
  } finally {
    await bell.close();
    await deriver.reset();
    await share.release().catch(() => {});
    await findings.close();
  }
}

/** A batch that fails for a reason of its own is taken apart, row by row, until the row at fault is found and put aside. */
class Poison {
  readonly #deriver: Deriver;
  #failures = 0;
  #carefulTurns = 0;

  constructor(deriver: Deriver) {
    this.#deriver = deriver;
  }

  get isCareful(): boolean {
    return this.#carefulTurns > 0;
  }

  async turn(held: readonly HeldShard[]) {
    try {
      const turn = await this.#deriver.turn(held, this.isCareful ? 1 : undefined);
      this.#failures = 0;
      if (this.isCareful) this.#carefulTurns = turn.items === 0 ? 0 : this.#carefulTurns - 1;
      return turn;
    } catch (error) {
      if (isPassing(error)) throw error;
      this.#failures++;
      if (!this.isCareful) {
        // Twice the same: not chance. The row at fault is among the oldest.
        if (this.#failures >= 2) {
          this.#carefulTurns = 2_000;
          this.#failures = 0;
        }
        throw error;
      }
      if (this.#failures >= 2) {
        log.error({ err: error }, 'A row of the inbox cannot be derived; it is kept in quarantine.');
        await this.#deriver.quarantineLast(held, error instanceof Error ? error.message : String(error));
        this.#failures = 0;
      }
      throw error;
    }
  }
}

/** Faults that pass by themselves: the connection, the server's state, a lease taken over, a lock. Everything else lies in the data or in us. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'conflict' || code === 'unavailable') return true;
  if (/^(08|53|57|58|40|55|25)/.test(code) || /^E[A-Z]+$/.test(code)) return true;
  return /Connection terminated|timeout|connection/i.test(error.message) && code === '';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
