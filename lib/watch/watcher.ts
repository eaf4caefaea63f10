// Stop 1 of the way of a fact: every enabled source is read by exactly one watcher, the holder of its lease. A source that was added,
// changed or removed is noticed within a second or two.
import type { Collector } from '#lib/collector.ts';
import { takeApart } from '#lib/db/secret/take-apart.ts';
import { selectWatchedSources, type WatchedSource } from '#lib/db/source/select-watched-sources.ts';
import { openSource, sealSource } from '#lib/db/source/source-secrets.ts';
import { deleteOrphanStates } from '#lib/db/source/source-state.ts';
import { upsertDeclaredSources } from '#lib/db/source/upsert-declared-sources.ts';
import { AppError } from '#lib/errors.ts';
import { acquireLeases, type Lease, leaseRenewMs, leaseRetryMs, releaseLeases, renewLeases } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { answerProbes } from '#lib/watch/answer-probes.ts';
import { readDeclaredSources } from '#lib/watch/declared-sources.ts';
import { faultSentence } from '#lib/watch/fault-sentence.ts';
import { pause } from '#lib/watch/pause.ts';
import { type WatchContext, watchSource } from '#lib/watch/watch-source.ts';

const lookEveryMs = 1_000;
const endWithinMs = 5_000;

interface Watch {
  source: WatchedSource;
  lease: Lease;
  stop: AbortController;
  done: Promise<void>;
}

/** Starts watching. Throws AppError('invalid_input') for a faulty `signalbox.yaml` or a missing secret. */
export async function startWatcher(
  { settings, pool }: RoleContext,
  collectors: ReadonlyMap<string, Collector>,
): Promise<RunningRole> {
  if (settings.secret === null) throw new AppError('invalid_input', 'The watcher needs SIGNALBOX_SECRET.');
  const secrets = createSecretBox(settings.secret);
  await takeApart(pool, 'source', (row) => sealSource(secrets, row.id, openSource(secrets, row)));
  const declared = await readDeclaredSources(settings.configPath, process.env);
  if (declared) await upsertDeclaredSources(pool, secrets, declared);
  await deleteOrphanStates(pool);
  return new Watcher({ pool, secrets, collectors }, settings.databaseUrl);
}

class Watcher implements RunningRole {
  #context: WatchContext;
  #holder = `watcher ${process.pid} ${crypto.randomUUID()}`;
  #watches = new Map<string, Watch>();
  #stop = new AbortController();
  #triedAt = new Map<string, number>();
  #renewedAt = 0;
  #loop: Promise<unknown>;

  constructor(context: WatchContext, databaseUrl: string | null) {
    this.#context = context;
    const probes = databaseUrl === null ? null : answerProbes(context, databaseUrl, this.#stop.signal);
    this.#loop = Promise.all([this.#run(), probes]);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#end([...this.#watches.keys()]);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#renew();
        await this.#look();
      } catch (error) {
        log.warn(`The watcher could not look for sources: ${faultSentence(error)}`);
      }
      await pause(lookEveryMs, this.#stop.signal);
    }
  }

  /** Prolongs our leases; what was lost is stopped at once, its writes are fenced anyway. */
  async #renew(): Promise<void> {
    if (Date.now() - this.#renewedAt < leaseRenewMs) return;
    const kept = await renewLeases(
      this.#context.pool,
      [...this.#watches.values()].map((watch) => watch.lease),
    );
    this.#renewedAt = Date.now();
    const names = new Set(kept.map((lease) => lease.name));
    await this.#end([...this.#watches].filter(([, watch]) => !names.has(watch.lease.name)).map(([id]) => id));
  }

  async #look(): Promise<void> {
    const sources = new Map((await selectWatchedSources(this.#context.pool)).map((source) => [source.id, source]));
    const outdated = [...this.#watches].filter(([id, watch]) => sources.get(id)?.revision !== watch.source.revision);
    await this.#end(outdated.map(([id]) => id));
    if (outdated.some(([id]) => !sources.has(id))) await deleteOrphanStates(this.#context.pool);
    const now = Date.now();
    const wanted = [...sources.values()].filter(
      ({ id }) => !this.#watches.has(id) && now - (this.#triedAt.get(id) ?? 0) >= leaseRetryMs,
    );
    for (const { id } of wanted) this.#triedAt.set(id, now);
    const taken = await acquireLeases(this.#context.pool, this.#holder, wanted.map(leaseNameOf));
    for (const source of wanted) {
      const lease = taken.find(({ name }) => name === leaseNameOf(source));
      if (lease) this.#begin(source, lease);
    }
  }

  #begin(source: WatchedSource, lease: Lease): void {
    const stop = new AbortController();
    const done = watchSource(this.#context, source, lease, stop.signal).catch((error: unknown) => {
      log.warn({ source: source.name }, `Watching stopped: ${faultSentence(error)}`);
      this.#watches.delete(source.id);
    });
    this.#watches.set(source.id, { source, lease, stop, done });
  }

  /** Stops watches, waits until nothing of them is under way, and gives their leases back. */
  async #end(ids: readonly string[]): Promise<void> {
    const ending = ids.flatMap((id) => this.#watches.get(id) ?? []);
    if (ending.length === 0) return;
    for (const watch of ending) watch.stop.abort();
    // A reader that hangs must not keep the others' leases from being prolonged; its writes are fenced by then.
    await Promise.race([
      Promise.all(ending.map((watch) => watch.done)),
      pause(endWithinMs, new AbortController().signal),
    ]);
    for (const id of ids) {
      this.#watches.delete(id);
      this.#triedAt.delete(id);
    }
    await releaseLeases(
      this.#context.pool,
      ending.map((watch) => watch.lease),
    ).catch(() => {});
  }
}

const leaseNameOf = (source: WatchedSource): string => `source:${source.id}`;
