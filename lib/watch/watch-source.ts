// One source, watched for as long as we hold its lease: read, commit with the cursor, wait, again. Its faults are its own: they are
// told in `source_state` and waited out, and touch no other source.
import type { Batch, Collector, ProbeResult, Reader, SourceSettings } from '#lib/collector.ts';
import type { Pool } from '#lib/db/pool.ts';
import { upsertSchedules } from '#lib/db/schedule/upsert-schedules.ts';
import type { WatchedSource } from '#lib/db/source/select-watched-sources.ts';
import { openSource } from '#lib/db/source/source-secrets.ts';
import { saveProbe, saveSeen, saveSourceError, selectCursor } from '#lib/db/source/source-state.ts';
import { upsertWorkers } from '#lib/db/worker/upsert-workers.ts';
import { AppError } from '#lib/errors.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import type { Lease } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';
import { pause } from '#lib/watch/pause.ts';
import { SampleGate } from '#lib/watch/sample-gate.ts';

export interface WatchContext {
  pool: Pool;
  secrets: SecretBox;
  collectors: ReadonlyMap<string, Collector>;
}

/** Pieces of evidence per read: a commit of some tens of milliseconds. */
const maxItems = 5_000;
const readTimeoutMs = 30_000;
const backoffFirstMs = 1_000;
const backoffMostMs = 60_000;
/** Schedules and workers change slowly. */
const sideReadEveryMs = 15_000;

/** Runs until `signal` fires (then resolves) or the lease was taken over (then rejects with AppError('conflict')). */
export async function watchSource(
  context: WatchContext,
  source: WatchedSource,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let hidden: string[] = [];
  while (!signal.aborted) {
    try {
      const { collector, settings } = settingsOf(context, source);
      hidden = secretsIn(settings.config);
      await watchOnce(context, source, lease, collector, settings, signal, () => {
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AppError && error.code === 'conflict') throw error;
      failures++;
      const message = faultSentence(error, hidden);
      log.warn({ source: source.name, environment: source.environment, failures }, message);
      await saveSourceError(context.pool, source.id, message).catch(() => {});
      await pause(Math.min(backoffMostMs, backoffFirstMs * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.4), signal);
    }
  }
}

/** Opens the source and reads it until something fails or `signal` fires. */
async function watchOnce(
  { pool }: WatchContext,
  source: WatchedSource,
  lease: Lease,
  collector: Collector,
  settings: SourceSettings,
  signal: AbortSignal,
  onSuccess: () => void,
): Promise<void> {
  const limit = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(readTimeoutMs)]);
  const reader = await collector.open(settings);
  try {
    const probe = await reader.probe(limit());
    await saveProbe(pool, source.id, probe);
    if (!probe.isOk) throw new AppError('unavailable', probe.message);
    let cursor = await selectCursor(pool, source.id);
    let hasError = true; // clears a former one after the first good read
    let sideReadAt = 0;
    let { library } = probe;
    let seen: Seen = probe;
    const gate = new SampleGate();
    while (!signal.aborted) {
      const batch = await reader.poll(cursor, { maxItems, nowUs: Date.now() * 1000 }, limit());
      await commitBatch(pool, source, lease, { ...batch, samples: gate.pass(batch.samples) });
      cursor = batch.next;
      onSuccess();
      if (hasError) await saveSourceError(pool, source.id, null);
      hasError = false;
      seen = await saveWhatChanged(pool, source, seen, batch);
      if (batch.hasMore) continue;
      if (Date.now() - sideReadAt >= sideReadEveryMs) {
        sideReadAt = Date.now();
        await readAside(pool, source, reader, limit());
        // The library's version is found in its queues, which may not have been there at first.
        if (library === null && discoversQueues(collector)) library = await probeAgain(pool, source, reader, limit());
      }
      await pause(Math.max(source.pollMs, batch.restMs ?? 0), signal);
    }
  } finally {
    await reader.close().catch(() => {});
  }
}

async function commitBatch(pool: Pool, source: WatchedSource, lease: Lease, batch: Batch): Promise<void> {
  const { environment, name, kind } = source;
  await commitIngest(pool, {
    evidence: batch.evidence,
    samples: batch.samples.map((sample) => ({ environment, source: name, system: kind, sample })),
    gaps: batch.gaps.map((gap) => ({ source: name, gap })),
    cursor: {
      sourceId: source.id,
      lease,
      next: batch.next,
      clockOffsetMs: batch.clockOffsetMs,
      restMs: batch.restMs,
      sampleRestMs: batch.sampleRestMs,
    },
  });
}

type Seen = Pick<ProbeResult, 'missing' | 'found'>;

/** What can be seen of a source may change while it is read: an outbox is installed, a key changes its kind. */
async function saveWhatChanged(pool: Pool, source: WatchedSource, before: Seen, batch: Batch): Promise<Seen> {
  const { missing = before.missing, found = before.found } = batch;
  if (JSON.stringify([missing, found]) === JSON.stringify([before.missing, before.found])) return before;
  await saveSeen(pool, source.id, missing, found ?? {});
  return { missing, found };
}

const discoversQueues = ({ manifest }: Collector): boolean => manifest.capabilities.discoverQueues;

async function probeAgain(
  pool: Pool,
  source: WatchedSource,
  reader: Reader,
  signal: AbortSignal,
): Promise<string | null> {
  const probe = await reader.probe(signal);
  await saveProbe(pool, source.id, probe);
  return probe.library;
}

/** Schedules and workers: worth having, but their absence stops nothing. */
async function readAside(pool: Pool, source: WatchedSource, reader: Reader, signal: AbortSignal): Promise<void> {
  const of = { environment: source.environment, source: source.name, system: source.kind };
  try {
    if (reader.schedules) await upsertSchedules(pool, of, await reader.schedules(signal));
    if (reader.workers) await upsertWorkers(pool, of, await reader.workers(signal));
  } catch (error) {
    log.debug({ source: source.name }, `schedules or workers were not read: ${faultSentence(error)}`);
  }
}

function settingsOf(
  { collectors, secrets }: WatchContext,
  source: WatchedSource,
): { collector: Collector; settings: SourceSettings } {
  const collector = collectors.get(source.kind);
  if (!collector) {
    throw new AppError(
      'invalid_input',
      `There is no collector '${source.kind}'; there are: ${[...collectors.keys()].join(', ')}.`,
    );
  }
  const { config } = openSource(secrets, source);
  const parsed = collector.configSchema.safeParse(config);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${['config', ...issue.path].join('.')}: ${issue.message}`);
    throw new AppError('invalid_input', faults.join('; '));
  }
  const { name, kind, environment, pollMs, correlation, payload } = source;
  return { collector, settings: { name, kind, environment, config: parsed.data, pollMs, correlation, payload } };
}
