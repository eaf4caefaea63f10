// Tries sources that are not saved yet: opens them as watching would, reads once, closes. Nothing of what was read is stored.
import type { Batch, Collector, Reader, SourceSettings } from '#lib/collector.ts';
import type { ProbeAnswer } from '#lib/contracts/source-probe.ts';
import { createListener } from '#lib/db/listen.ts';
import type { Pool } from '#lib/db/pool.ts';
import { mergedConfig } from '#lib/db/source/merged-config.ts';
import { type AskedProbe, answerProbe, openProbe, probeChannel, takeProbes } from '#lib/db/source/source-probe.ts';
import type { SourceValues } from '#lib/db/source/source-row.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';

interface ProbeContext {
  pool: Pool;
  secrets: SecretBox;
  collectors: ReadonlyMap<string, Collector>;
}

const timeoutMs = 15_000;
const lookEveryMs = 5_000;
const mostReads = 10;
const mostNames = 50;

/** Answers questions until `signal` fires. */
export async function answerProbes(context: ProbeContext, databaseUrl: string, signal: AbortSignal): Promise<void> {
  const listener = createListener(databaseUrl, [probeChannel]);
  try {
    while (!signal.aborted) {
      try {
        const asked = await takeProbes(context.pool);
        await Promise.all(asked.map((one) => answer(context, one)));
        if (asked.length > 0) continue;
      } catch (error) {
        log.warn(`Sources could not be tried: ${faultSentence(error)}`);
      }
      await listener.next(lookEveryMs, signal);
    }
  } finally {
    await listener.close();
  }
}

async function answer({ pool, secrets, collectors }: ProbeContext, asked: AskedProbe): Promise<void> {
  let hidden: string[] = [];
  let said: ProbeAnswer;
  try {
    const { values, knownId } = openProbe(secrets, asked);
    if (knownId !== null) values.config = await mergedConfig({ db: pool, secrets }, knownId, values.config);
    hidden = secretsIn(values.config);
    said = await tryOut(collectors, values, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    said = failed(faultSentence(error, hidden));
  }
  await answerProbe(pool, asked.id, said);
}

const failed = (message: string): ProbeAnswer => ({
  isOk: false,
  message,
  server: null,
  library: null,
  missing: [],
  clockOffsetMs: null,
  queues: [],
  queueCount: null,
  readMs: null,
  found: {},
});

/** Throws what the collector throws; AppError('invalid_input') names each setting that is wrong. */
export async function tryOut(
  collectors: ReadonlyMap<string, Collector>,
  values: SourceValues,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const collector = collectors.get(values.kind);
  if (!collector) throw new AppError('invalid_input', `There is no collector '${values.kind}'.`);
  const parsed = collector.configSchema.safeParse(values.config);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'config'} ${issue.message}`);
    throw new AppError('invalid_input', faults.join('; '));
  }
  const { name, kind, environment, pollMs, correlation, payload } = values;
  const settings: SourceSettings = { name, kind, environment, config: parsed.data, pollMs, correlation, payload };
  const reader = await collector.open(settings);
  try {
    const probe = await reader.probe(signal);
    if (!probe.isOk)
      return { ...failed(probe.message), server: probe.server, library: probe.library, missing: probe.missing };
    const { queues, readMs } = await readOnce(reader, signal);
    const { server, library, missing, clockOffsetMs, message, found = {} } = probe;
    return {
      isOk: true,
      message,
      server,
      library,
      missing,
      clockOffsetMs,
      queues: queues.slice(0, mostNames),
      queueCount: queues.length,
      readMs,
      found,
    };
  } finally {
    await reader.close().catch(() => {});
  }
}

/** Reads until the queues were measured; what one read takes is its cost. */
async function readOnce(reader: Reader, signal: AbortSignal): Promise<{ queues: string[]; readMs: number }> {
  let cursor: Batch['next'] = null;
  let readMs = 0;
  for (let n = 0; n < mostReads; n++) {
    const began = performance.now();
    const batch: Batch = await reader.poll(cursor, { maxItems: 1_000, nowUs: Date.now() * 1000 }, signal);
    readMs = Math.max(readMs, performance.now() - began);
    cursor = batch.next;
    if (batch.samples.length > 0) return { queues: batch.samples.map((sample) => sample.queue), readMs };
    if (!batch.hasMore) break;
  }
  return { queues: [], readMs };
}
